#include "base/error.h"
#include "kube/kubeconfig.h"
#include "phases/drain.h"
#include "phases/leave_etcd.h"
#include "phases/remove_node.h"

namespace kcluster {
namespace {

using Row = Phase<NodeRemovePlan>;

constexpr Millis kPatience = std::chrono::minutes(1);

Client admin(const NodeRemovePlan& plan, Ports& ports) {
  return Client(ports.http(endpoint(read_kubeconfig(plan.kubeconfig, ports.files))),
                {&ports.clock, kPatience});
}

void leave_member(const NodeRemovePlan& plan, Ports& ports) {
  const auto access = etcd_access_of(plan.etcd, ports.files);
  if (!access)
    throw Error("this node has not the files of a client of etcd",
                "run the command on a control plane");
  remove_etcd_member(plan, *ports.etcd(*access), ports.report);
}

void forget(const NodeRemovePlan& plan, Ports& ports) {
  auto api = admin(plan, ports);
  forget_cluster_status(plan.node, api);
  delete_node(plan.node, api);
}

constexpr Row kRemoveRows[] = {
    {"drain",
     "evict the node's pods",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       drain(p.drain, api, w.clock, w.tell);
     },
     {},
     nullptr,
     [](auto& p) { return p.drained; }},
    {"etcd-member",
     "remove the node's member from etcd",
     leave_member,
     {},
     nullptr,
     [](auto& p) { return !p.etcd.endpoints.empty(); }},
    {"node", "delete the node from the cluster", forget},
};

}  // namespace

std::span<const Phase<NodeRemovePlan>> node_remove_table() { return kRemoveRows; }

}  // namespace kcluster
