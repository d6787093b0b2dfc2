#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "config/types.h"

/// kubeadm.k8s.io/v1beta4 ResetConfiguration as the user writes it: an empty string or list means
/// "not given". What depends on the node is filled in by plan/reset.h.
namespace kcluster {

struct ResetConfiguration {
  bool cleanup_tmp_dir = false, dry_run = false;
  bool force = false;  ///< do not ask; nothing else
  std::string certificates_dir, cri_socket;
  std::vector<std::string> ignore_preflight_errors, skip_phases;
  std::vector<std::string> unmount_flags;  ///< "MNT_FORCE", "MNT_DETACH" …
  Timeouts timeouts;
};

/// What a file says of a reset, and what is worth a warning.
struct LoadedReset {
  ResetConfiguration config;
  std::vector<Finding> warnings;
};

/// Reads the ResetConfiguration of a file; kubeadm's other kinds are checked and left aside with a
/// warning. Throws one Error (exit usage) with all faults as findings.
LoadedReset load_reset(std::string_view text, std::string_view source);

/// kubeadm reset's flags as typed; nullopt or false means "not given".
struct ResetFlags {
  std::optional<std::string> cert_dir, config, cri_socket;
  std::vector<std::string> ignore_preflight_errors;  ///< added to the file's
  std::vector<std::string> skip_phases;              ///< instead of the file's, when given
  bool cleanup_tmp_dir = false, dry_run = false, force = false;
};

/// The configuration with the flags laid over it. Throws Error (exit usage): when --config is mixed
/// with a flag that kubeadm does not allow beside it, or with all faults of the result.
ResetConfiguration merge_flags(ResetConfiguration config, const ResetFlags& flags);

/// What `kubeadm config print reset-defaults` prints.
std::string print_reset_defaults();

}  // namespace kcluster
