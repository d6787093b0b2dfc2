#include "phases/remove_node.h"

#include <algorithm>

#include "base/yaml.h"
#include "phases/etcd_members.h"

namespace kcluster {
namespace {

constexpr const char* kConfig = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";
const Json::json_pointer kStatus("/data/ClusterStatus");

const EtcdMember* member_of(const NodeRemovePlan& plan, const std::vector<EtcdMember>& members) {
  if (const auto* named = find_by_name(members, plan.node)) return named;
  for (const auto& url : plan.peer_urls)
    if (const auto* found = find_by_peer_url(members, url)) return found;
  return nullptr;
}

}  // namespace

bool remove_etcd_member(const NodeRemovePlan& plan, Etcd& etcd, Report& report) {
  const auto members = etcd.members(Etcd::Reading::linearizable);
  const auto* member = member_of(plan, members);
  if (member == nullptr) return false;
  remove_member(member_id_text(member->id),
                plan.allow_quorum_loss ? QuorumLoss::allowed : QuorumLoss::refused, etcd, report);
  return true;
}

void forget_cluster_status(const std::string& node, Client& api) {
  const auto live = api.get(kConfig);
  if (!live || !live->contains(kStatus)) return;
  api.change(kConfig, [&](Json& map) {
    auto documents = read_yaml(map.at(kStatus).get<std::string>(), "kubeadm-config ClusterStatus");
    if (documents.size() != 1 || !documents[0].root.contains("apiEndpoints")) return;
    auto& endpoints = documents[0].root["apiEndpoints"];
    if (endpoints.is_object() && endpoints.erase(node) > 0)
      map[kStatus] = write_yaml(documents[0].root);
  });
}

bool delete_node(const std::string& node, Client& api) {
  return api.remove("/api/v1/nodes/" + node);
}

}  // namespace kcluster
