#include "phases/join.h"

#include "kube/kubeconfig.h"
#include "kube/kubelet_access.h"
#include "phases/api.h"
#include "phases/bridge.h"
#include "phases/bundle.h"
#include "phases/control_plane.h"
#include "phases/download_certs.h"
#include "phases/encryption_notes.h"
#include "phases/etcd_join.h"
#include "phases/hardening.h"
#include "phases/joined_files.h"
#include "phases/kubelet.h"
#include "phases/kubelet_bootstrap.h"
#include "phases/mark_control_plane.h"
#include "phases/preflight.h"
#include "phases/wait_control_plane.h"

namespace kcluster {
namespace {

using Row = Phase<JoinPlan>;

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
  return Client(ports.http(kubelet_access(ports.files).endpoint), patience(plan, ports));
}

/// The API as the administrator, at the server where the cluster was found: this node's own API
/// server does not run yet.
Client cluster_admin(const JoinPlan& plan, Ports& ports) {
  auto peer = endpoint(read_kubeconfig(plan.api.admin_conf, ports.files));
  peer.url = plan.access.server;
  return Client(ports.http(peer), patience(plan, ports));
}

std::shared_ptr<Etcd> etcd_of(const JoinPlan& plan, Ports& ports) {
  return ports.etcd(etcd_access(plan.etcd, cluster_admin(plan, ports), ports.files, ports.clock));
}

bool is_control_plane(const JoinPlan& plan) { return plan.role == NodeRole::control_plane; }
bool etcd_is_local(const JoinPlan& plan) { return is_control_plane(plan) && plan.etcd.local; }

void wait_bootstrap(const JoinPlan& plan, Ports& ports) {
  const auto cri = ports.cri(plan.cri_socket);
  wait_kubelet(plan.wait, {ports.files, ports.system, ports.clock, *cri, ports.http});
  wait_node(plan.node_wait, kubelet_client(plan, ports), ports.clock);
}

void promote_etcd(const JoinPlan& plan, Ports& ports) {
  const auto cri = ports.cri(plan.cri_socket);
  etcd_promote(plan.etcd, *etcd_of(plan, ports),
               {ports.files, ports.system, ports.clock, *cri, ports.http});
}

void wait_control_plane(const JoinPlan& plan, Ports& ports) {
  const auto cri = ports.cri(plan.cri_socket);
  wait_components(plan.wait, local_endpoint(plan.api, plan.api.admin_conf, ports.files),
                  {ports.files, ports.system, ports.clock, *cri, ports.http});
}

void check_cluster(const JoinPlan& plan, Ports& ports) {
  preflight(plan.cluster_checks, joined_checks(plan.role), look(ports), ports.tell);
  if (is_control_plane(plan) || plan.pull.bundle) provide_images(plan.pull, plan.cri_socket, ports);
}

void check_members(const JoinPlan& plan, Ports& ports) {
  refuse_during_encryption_change(cluster_admin(plan, ports));
  if (plan.etcd.local) return check_etcd(plan.etcd, *etcd_of(plan, ports), ports.http);
  preflight(plan.etcd_checks, external_etcd_checks(), look(ports), ports.tell);
}

void announce_etcd(const JoinPlan& plan, Ports& ports) {
  etcd_join(plan.etcd, *etcd_of(plan, ports), ports.files, ports.clock, ports.tell);
  refuse_during_encryption_change(cluster_admin(plan, ports));  // one may have begun meanwhile
}

void pod_network(const JoinPlan& plan, Ports& ports) {
  const auto api = kubelet_client(plan, ports);
  if (bridge_wanted(api))
    bridge_network(plan.bridge, api, ports.files, ports.system, ports.clock, ports.tell);
}

constexpr Row kPreflight[] = {
    {"node", "look whether this node is fit",
     [](auto& p, auto& w) { preflight(p.node_checks, join_checks(), look(w), w.tell); }},
    {"cluster", "look whether it suits the cluster, pull missing images", check_cluster},
};

constexpr Row kPrepare[] = {
    {"download-certs",
     "open what control planes share",
     [](auto& p, auto& w) { download_certs(p.download, w.files); },
     {},
     nullptr,
     [](auto& p) { return p.download.key != nullptr; }},
    {"certs", "make this node's own certificates",
     [](auto& p, auto& w) { joined_certificates(p.certificates, w.files, w.clock.now()); }},
    {"kubeconfig", "write the kubeconfig files of the components and the administrator",
     [](auto& p, auto& w) { joined_kubeconfigs(p.kubeconfigs, w.files, w.clock.now()); }},
    {"hardening",
     "write the audit policy, and who may come without credentials",
     [](auto& p, auto& w) { lay_hardening(p.hardening, w.files); },
     {},
     nullptr,
     [](auto& p) { return !p.hardening.files.empty(); }},
    {"control-plane", "write the control plane's static pods",
     [](auto& p, auto& w) {
       apiserver_pod(p.control_plane, w.files);
       controller_manager_pod(p.control_plane, w.files);
       scheduler_pod(p.control_plane, w.files);
     }},
};

constexpr Row kControlPlaneJoin[] = {
    {"mark-control-plane", "label and taint this node",
     [](auto& p, auto& w) {
       auto api = admin_client(p.api, w.files, w.http, w.clock);
       mark_control_plane(p.mark, api, w.clock);
     }},
    {"approve-serving",
     "approve the serving certificates that kubelets ask for",
     [](auto& p, auto& w) { keep_approving(p.hardening.serving, w.files, w.system, w.tell); },
     {},
     nullptr,
     [](auto& p) { return p.hardening.serving.wanted; }},
};

// A control plane writes everything before its kubelet first starts, etcd's pod among it: kubeadm
// starts the kubelet first and lets it find the rest.
constexpr Row kJoin[] = {
    {"preflight", "look whether this node is fit and suits the cluster", nullptr, kPreflight},
    {"control-plane-prepare", "make what a control plane needs", nullptr, kPrepare, nullptr,
     is_control_plane},
    {"check-etcd",
     "look whether etcd can take this node in",
     check_members,
     {},
     nullptr,
     is_control_plane,
     true},
    {"kubelet-bootstrap", "get the kubelet's certificate from the cluster",
     [](auto& p, auto& w) {
       auto api = bootstrapper(p, w);
       kubelet_bootstrap(p.bootstrap, w.files, api, w.clock);
     }},
    {"etcd-join",
     "announce this node's etcd as a learner, write its static pod",
     announce_etcd,
     {},
     nullptr,
     etcd_is_local},
    {"kubelet-start", "write the kubelet's files and start it",
     [](auto& p, auto& w) { kubelet_start(p.kubelet, w.files, w.system, w.tell); }},
    {"etcd-promote",
     "make this node's etcd a voter once it is in sync",
     promote_etcd,
     {},
     nullptr,
     etcd_is_local},
    {"wait-control-plane",
     "wait until this node's control plane is healthy",
     wait_control_plane,
     {},
     nullptr,
     is_control_plane},
    {"kubelet-wait-bootstrap", "wait until the kubelet has registered this node", wait_bootstrap},
    {"pod-network", "take part in the cluster's bridge network, where there is one", pod_network},
    {"control-plane-join", "make this node known as a control plane", nullptr, kControlPlaneJoin,
     nullptr, is_control_plane},
};

}  // namespace

std::span<const Phase<JoinPlan>> join_table() { return kJoin; }

}  // namespace kcluster
