#include "plan/upgrade_needs.h"

#include <algorithm>

#include "plan/images.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kCopies = 64u << 20;  // of /etc/kubernetes and the kubelet's files, amply

ClusterConfiguration aimed(const SeenUpgrade& seen, const Version& target) {
  auto configuration = seen.configuration.value_or(ClusterConfiguration{});
  configuration.kubernetes_version = target.text();
  return configuration;
}

/// The snapshot is as large as the file, and verified from a second one beside it.
std::uint64_t room(const SeenUpgrade& seen) {
  std::int64_t largest = 0;
  for (const auto& member : seen.etcd) largest = std::max(largest, member.db_size);
  return kCopies + 2 * static_cast<std::uint64_t>(largest);
}

/// None for a minor that is not known: the faults of the versions say so.
std::vector<std::string> needed_images(const ClusterConfiguration& aim, const Version& target) {
  if (!find_minor(target)) return {};
  Config config;
  config.cluster = aim;
  return images(config);
}

}  // namespace

UpgradeNeeds plan_upgrade_needs(SeenUpgrade seen, const Version& target,
                                const UpgradeChoices& choices, std::string usual_corefile) {
  const auto aim = aimed(seen, target);
  UpgradeNeeds needs;
  needs.target = target;
  needs.faults = version_faults(seen.versions, target, choices.allowed);
  if (!aim.external_etcd && choices.etcd == EtcdUpgrade::wanted)
    for (auto& each : etcd_faults(seen.versions, seen.etcd, target_etcd(aim, target)))
      needs.faults.push_back(std::move(each));
  needs.forced = choices.forced;
  needs.certificates_renewed = choices.certificates_renewed;
  needs.etcd = choices.etcd;
  needs.usual_corefile = std::move(usual_corefile);
  needs.images = needed_images(aim, target);
  needs.images_pulled = choices.images_pulled;
  needs.room = room(seen);
  needs.seen = std::move(seen);
  return needs;
}

}  // namespace kcluster
