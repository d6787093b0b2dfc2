#pragma once
#include <string>
#include <vector>

namespace kcluster {

/// What becomes of a cluster's Corefile when its CoreDNS is upgraded, as kubeadm decides it with
/// coredns/corefile-migration.
struct CorefileMigration {
  enum class Way {
    kept,      ///< whatever is in it, the new CoreDNS takes it
    usual,     ///< it is what an older kubeadm wrote, so the present one takes its place
    migrated,  ///< it has what the new CoreDNS takes no more
    unknown,   ///< the versions, or it, cannot be judged; it stays
  };
  Way way = Way::kept;
  std::string text;                  ///< of usual and migrated: the new one
  std::vector<std::string> changes;  ///< of migrated: what is done to it, in words
  std::string why;                   ///< it is unknown
};

/// Pure. `from`, `to`: tags of CoreDNS's images, "v1.13.1"; `usual`: what is written now for a
/// cluster that has none.
CorefileMigration migrate_corefile(const std::string& corefile, const std::string& from,
                                   const std::string& to, const std::string& usual);

}  // namespace kcluster
