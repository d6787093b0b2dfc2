#include "phases/endpoint.h"

namespace kcluster {
namespace {

using Row = Phase<EndpointPlan>;

bool is_control_plane(const EndpointPlan& plan) { return plan.node.control_plane; }

template <void (*name)(const EndpointPlan&, Client&)>
void in_cluster(const EndpointPlan& plan, Ports& ports) {
  auto api = admin_client(plan.api, ports.files, ports.http, ports.clock);
  name(plan, api);
}

constexpr Row control_plane_row(const char* name, const char* summary,
                                void (*run)(const EndpointPlan&, Ports&)) {
  return {name, summary, run, {}, nullptr, is_control_plane};
}

constexpr Row kEndpoint[] = {
    control_plane_row("certificate", "let the API server's certificate bear the name",
                      [](auto& p, auto& w) { name_in_certificate(p, w.files, w.clock.now()); }),
    control_plane_row("wait", "wait until the API server serves it",
                      [](auto& p, auto& w) { await_name(p, w.files, w.http, w.clock); }),
    {"reach", "look whether the endpoint leads to this cluster",
     [](auto& p, auto& w) { reach_endpoint(p, w.files, w.http); }},
    control_plane_row("kubeadm-config", "store the endpoint with the configuration",
                      in_cluster<name_in_configuration>),
    control_plane_row("cluster-info", "let those who join find it",
                      in_cluster<name_in_cluster_info>),
    control_plane_row("kube-proxy", "let kube-proxy use it", in_cluster<name_in_kube_proxy>),
    {"kubeconfigs", "let this node's kubeconfigs name it",
     [](auto& p, auto& w) { name_in_kubeconfigs(p, w.files, w.system); }},
};

}  // namespace

std::span<const Phase<EndpointPlan>> endpoint_table() { return kEndpoint; }

}  // namespace kcluster
