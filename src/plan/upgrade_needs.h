#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "plan/seen_upgrade.h"
#include "plan/upgrade_versions.h"

namespace kcluster {

/// All that the checks before an upgrade compare the cluster with, decided beforehand.
struct UpgradeNeeds {
  SeenUpgrade seen;
  Version target;
  std::vector<VersionFault> faults;  ///< of the target; --force makes warnings of the forcible ones
  bool forced = false;
  bool certificates_renewed = true;
  EtcdUpgrade etcd = EtcdUpgrade::wanted;
  std::string usual_corefile;       ///< as it was written unless somebody changed it; "": unknown
  std::vector<std::string> images;  ///< that the target needs on this node
  bool images_pulled = true;        ///< the upgrade may fetch what is not at hand
  std::uint64_t room = 0;           ///< bytes that a snapshot of etcd and copies of files take
};

/// What of an upgrade the user decides.
struct UpgradeChoices {
  AllowedPreReleases allowed;
  EtcdUpgrade etcd = EtcdUpgrade::wanted;
  bool forced = false, certificates_renewed = true, images_pulled = true;
};

/// Pure. The configuration is the cluster's own; an external etcd is left out of it all.
UpgradeNeeds plan_upgrade_needs(SeenUpgrade seen, const Version& target,
                                const UpgradeChoices& choices, std::string usual_corefile);

}  // namespace kcluster
