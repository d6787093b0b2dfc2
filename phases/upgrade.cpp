#include "phases/upgrade.h"

#include "phases/bootstrap_token.h"
#include "phases/bundle.h"
#include "phases/kubelet.h"
#include "phases/preflight.h"
#include "phases/upload_config.h"

namespace kcluster {
namespace {

using Row = Phase<UpgradePlan>;

Client admin(const UpgradePlan& plan, Ports& ports) {
  return admin_client(plan.api, ports.files, ports.http, ports.clock);
}

/// The runtime is opened by the first look at it.
struct Watching {
  Watching(const UpgradePlan& plan, const Ports& ports)
      : cri(ports.cri(plan.aside.cri_socket)),
        eyes{ports.files, ports.system, ports.clock, *cri, ports.http} {}
  std::shared_ptr<Cri> cri;
  WaitEyes eyes;
};

auto runtime(const UpgradePlan& plan, Ports& ports) {
  return [&plan, &ports] { return ports.cri(plan.aside.cri_socket); };
}

bool of_cluster(const UpgradePlan& plan) { return plan.whole; }

constexpr Row kHealth{"health", "wait until the control plane is healthy", [](auto& p, auto& w) {
                        await_control_plane(p, w.etcd, Watching(p, w).eyes);
                      }};

constexpr Row kControlPlane[] = {
    {"swap", "replace the static pods with the kubelet at rest",
     [](auto& p, auto& w) {
       swap_control_plane(p, w.files, w.system, w.etcd, runtime(p, w), w.tell);
     }},
    kHealth,
    {"verify", "hold what runs against what was to run",
     [](auto& p, auto& w) { prove_control_plane(p, Watching(p, w).eyes); }},
};

constexpr Row kUploadConfig[] = {
    {"kubeadm", "store the cluster's configuration",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       upload_kubeadm_config(p.upload_config, api);
     }},
    {"kubelet", "store the kubelets' configuration",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       upload_kubelet_config(p.upload_config, api);
     }},
};

constexpr Row kAddons[] = {
    {"coredns",
     "cluster DNS",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       upgrade_addon(Addon::coredns, p, api, w.tell);
     },
     {},
     nullptr,
     [](auto& p) { return p.coredns.wanted; }},
    {"kube-proxy",
     "the Services' network on every node",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       upgrade_addon(Addon::kube_proxy, p, api, w.tell);
     },
     {},
     nullptr,
     [](auto& p) { return p.proxy.wanted; }},
};

constexpr Row kUpgrade[] = {
    {"preflight", "look whether the cluster is ready, pull missing images",
     [](auto& p, auto& w) {
       if (p.preflight) preflight(*p.preflight, upgrade_checks(), look(w), w.tell);
       provide_images(p.pull, p.aside.cri_socket, w);
     }},
    {"backup", "save etcd's data, keys and files, verified",
     [](auto& p, auto& w) { back_up_before_upgrade(p, w.files, w.etcd, w.clock, w.tell); }},
    {"kubelet-access",
     "let the API server's new client certificate ask kubelets",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       bind_kubelet_client(api);
     },
     {},
     nullptr,
     [](auto& p) { return p.kubelet_access; }},
    {"renew-certs",
     "renew the control plane's certificates",
     [](auto& p, auto& w) { renew_for_upgrade(p, w.files, w.clock, w.tell); },
     {},
     nullptr,
     [](auto& p) { return p.renew; }},
    {"kubeconfig",
     "let this node's kubelet ask its own API server",
     [](auto& p, auto& w) { localise_kubelet(p, w.files); },
     {},
     nullptr,
     [](auto&) { return true; },
     true},
    {"control-plane", "replace etcd and the control plane", nullptr, kControlPlane},
    {"upload-config", "store the configuration in the cluster", nullptr, kUploadConfig, nullptr,
     of_cluster},
    {"kubelet-config", "write the kubelet's configuration",
     [](auto& p, auto& w) { upgrade_kubelet_config(p.kubelet, w.files); }},
    {"bootstrap-token",
     "bring up to date what joining nodes may do",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       bind_joining_nodes(p.tokens, api);
       show_cluster_info(api);
     },
     {},
     nullptr,
     of_cluster},
    {"addon", "upgrade cluster DNS and kube-proxy", nullptr, kAddons},
    {"post-upgrade", "remove what earlier upgrades saved, but for the newest",
     [](auto& p, auto& w) { prune_backups(p, w.files, w.tell); }},
};

constexpr Row kRollback[] = {
    {"etcd-downgrade", "bring etcd's data into the form that the older one reads",
     [](auto& p, auto& w) { lower_etcd(p, w.files, w.etcd, w.clock, w.tell); }},
    {"control-plane", "put files and static pods back with the kubelet at rest",
     [](auto& p, auto& w) { put_back_node(p, w.files, w.system, runtime(p, w), w.tell); }},
    kHealth,
    {"verify", "hold what runs against what ran before",
     [](auto& p, auto& w) { prove_version(p, p.spec.from, Watching(p, w).eyes); }},
    {"cluster", "put the cluster's objects back",
     [](auto& p, auto& w) { put_back_cluster(p, w.files, w.http); }},
};

}  // namespace

std::span<const Phase<UpgradePlan>> upgrade_table() { return kUpgrade; }
std::span<const Phase<UpgradePlan>> rollback_table() { return kRollback; }

}  // namespace kcluster
