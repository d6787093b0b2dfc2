#pragma once
#include <string>

#include "cli/certs.h"
#include "config/join.h"
#include "workflow/steps.h"

namespace kcluster {

/// What `kcluster certs recover` was told.
struct RecoverOptions {
  CertsChoice choice;
  JoinFlags access;  ///< of a worker: where the cluster is, and a token
  bool dry_run = false;
};

/// Whether the node itself is brought back, not only its files: no dry run, no other root.
enum class Bring { files, node };

/// A control plane: all that its authorities' keys sign, then the components, one by one.
void recover_control_plane(const RecoverOptions& options, Bring bring, Node& node);

/// A worker: its kubelet's certificate, which the cluster signs.
void recover_worker(const RecoverOptions& options, Bring bring, Node& node);

/// Nothing had to be done.
void tell_sound(Report& report);
void tell_node(const std::string& name, bool ready, Report& report);
/// The kubelet starts anew with its new certificate.
Step kubelet_step(Ports& ports);
/// Where copies lie of what was there before.
void tell_before(const Path& folder, Report& report);

}  // namespace kcluster
