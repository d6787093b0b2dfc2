#include "status/cluster_status.h"

#include <algorithm>
#include <future>

#include "base/attempt.h"
#include "kube/kubelet_access.h"
#include "status/api_status.h"
#include "status/certificates.h"
#include "status/components.h"

namespace kcluster {
namespace {

/// This node's name in its cluster; a machine that is in none has no name there.
std::optional<std::string> own_name(const Files& files) {
  return attempt([&] { return kubelet_access(files).node; }).value;
}

/// Nodes in their order, components in theirs.
void arrange(ClusterStatus& status, const ApiStatus& api) {
  for (auto& each : status.components) {
    const auto leader = api.leaders.find(each.name);
    each.leads = leader != api.leaders.end() && leader->second == each.node;
  }
  std::stable_sort(status.components.begin(), status.components.end(),
                   [](const auto& a, const auto& b) {
                     return std::tie(a.node, a.name) < std::tie(b.node, b.name);
                   });
}

void look_at_etcd(const StatusEyes& eyes, ClusterStatus& status) {
  if (!eyes.etcd) return;
  auto health = attempt([&] { return look_at_health(*eyes.etcd); });
  if (health)
    status.etcd = std::move(health.value);
  else
    status.unseen.push_back("etcd: " + health.why);
}

void look_at_backup(const Files& files, ClusterStatus& status) {
  const auto noted = attempt([&] { return last_backup(files); });
  if (noted)
    status.backup = *noted;
  else
    status.unseen.push_back("the last backup: " + noted.why);
}

}  // namespace

ClusterStatus look_at_cluster(const StatusEyes& eyes) {
  ClusterStatus status;
  const auto named = own_name(eyes.files);
  const auto node = named.value_or("this node");
  auto own = std::async(std::launch::async, [&] { return own_components(eyes, node); });
  auto cluster = std::async(std::launch::async, [&] {
    auto api = ask_api(eyes, named);
    auto others = other_components(eyes, node, api.pods);
    return std::pair(std::move(api), std::move(others));
  });
  look_at_etcd(eyes, status);
  look_at_backup(eyes.files, status);
  status.certificates = node_certificates(eyes.files, status.unseen);
  auto [api, others] = cluster.get();
  status.components = own.get();
  status.components.insert(status.components.end(), others.begin(), others.end());
  status.unseen.insert(status.unseen.end(), api.unseen.begin(), api.unseen.end());
  arrange(status, api);
  status.version = std::move(api.version);
  status.endpoint = std::move(api.endpoint);
  status.nodes = std::move(api.nodes);
  status.tokens = std::move(api.tokens);
  return status;
}

}  // namespace kcluster
