#include "phases/join.h"

#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "phases/kubelet.h"
#include "phases/kubelet_bootstrap.h"
#include "phases/preflight.h"
#include "phases/wait_control_plane.h"

namespace kcluster {
namespace {

using Row = Phase<JoinPlan>;

Look look(Ports& ports) {
  return {ports.files, ports.system, ports.clock, ports.cri, ports.http, ports.environment};
}

Patience patience(const JoinPlan& plan, const Ports& ports) {
  return {&ports.clock, std::chrono::duration_cast<Millis>(plan.patience)};
}

Endpoint bootstrap_endpoint(const BootstrapAccess& access) {
  Endpoint made;
  made.url = access.server;
  made.authorities = access.authorities;
  made.client_certificate = access.certificate;
  made.client_key = access.key;
  made.token = access.token;
  return made;
}

/// The API as the bearer of the bootstrap credentials.
Client bootstrapper(const JoinPlan& plan, Ports& ports) {
  return Client(ports.http(bootstrap_endpoint(plan.access)), patience(plan, ports));
}

/// The API as this node's kubelet.
Client kubelet_client(const JoinPlan& plan, Ports& ports) {
  return Client(ports.http(endpoint(read_kubeconfig(paths::kubelet_conf, ports.files))),
                patience(plan, ports));
}

void wait_bootstrap(const JoinPlan& plan, Ports& ports) {
  const auto cri = ports.cri(plan.cri_socket);
  wait_kubelet(plan.wait, {ports.files, ports.system, ports.clock, *cri, ports.http});
  wait_node(plan.node_wait, kubelet_client(plan, ports), ports.clock);
}

constexpr Row kPreflight[] = {
    {"node", "look whether this node is fit",
     [](auto& p, auto& w) { preflight(p.node_checks, join_checks(), look(w), w.tell); }},
    {"cluster", "look whether it suits the cluster",
     [](auto& p, auto& w) { preflight(p.cluster_checks, joined_checks(), look(w), w.tell); }},
};

constexpr Row kJoin[] = {
    {"preflight", "look whether this node is fit and suits the cluster", nullptr, kPreflight},
    {"kubelet-bootstrap", "get the kubelet's certificate from the cluster",
     [](auto& p, auto& w) {
       auto api = bootstrapper(p, w);
       kubelet_bootstrap(p.bootstrap, w.files, api, w.clock);
     }},
    {"kubelet-start", "write the kubelet's files and start it",
     [](auto& p, auto& w) { kubelet_start(p.kubelet, w.files, w.system, w.tell); }},
    {"kubelet-wait-bootstrap", "wait until the kubelet has registered this node", wait_bootstrap},
};

}  // namespace

std::span<const Phase<JoinPlan>> join_table() { return kJoin; }

}  // namespace kcluster
