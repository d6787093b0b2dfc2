#include "phases/init.h"

#include "manifest/addons.h"
#include "phases/addons.h"
#include "phases/api.h"
#include "phases/bootstrap_token.h"
#include "phases/bundle.h"
#include "phases/certs.h"
#include "phases/control_plane.h"
#include "phases/controller_accounts.h"
#include "phases/encryption.h"
#include "phases/etcd.h"
#include "phases/hardening.h"
#include "phases/kubeconfig.h"
#include "phases/kubelet.h"
#include "phases/mark_control_plane.h"
#include "phases/pod_network.h"
#include "phases/preflight.h"
#include "phases/show_join_command.h"
#include "phases/upload_certs.h"
#include "phases/upload_config.h"
#include "phases/wait_control_plane.h"

namespace kcluster {
namespace {

using Row = Phase<InitPlan>;

Client admin(const InitPlan& plan, Ports& ports) {
  return admin_client(plan.api, ports.files, ports.http, ports.clock);
}

void wait(const InitPlan& plan, Ports& ports) {
  const auto cri = ports.cri(plan.cri_socket);
  const WaitEyes eyes{ports.files, ports.system, ports.clock, *cri, ports.http};
  wait_kubelet(plan.wait, eyes);
  wait_components(plan.wait, strongest_endpoint(plan.api, ports.files), eyes);
}

bool etcd_is_local(const InitPlan& plan) { return plan.etcd.local; }

template <const char* const& Name>
constexpr Row certificate_row(std::string_view summary) {
  return {Name, summary, [](const InitPlan& p, Ports& w) {
            certificate(p.certificates, Name, w.files, w.clock.now());
          }};
}

// A row's function is a plain pointer, so that each certificate's name is a constant of its own.
constexpr const char* kCa = "ca";
constexpr const char* kApiserver = "apiserver";
constexpr const char* kKubeletClient = "apiserver-kubelet-client";
constexpr const char* kFrontProxyCa = "front-proxy-ca";
constexpr const char* kFrontProxyClient = "front-proxy-client";
constexpr const char* kEtcdCa = "etcd-ca";
constexpr const char* kEtcdServer = "etcd-server";
constexpr const char* kEtcdPeer = "etcd-peer";
constexpr const char* kEtcdHealth = "etcd-healthcheck-client";
constexpr const char* kEtcdClient = "apiserver-etcd-client";

template <const char* const& Name>
constexpr Row etcd_certificate_row(std::string_view summary) {
  Row row = certificate_row<Name>(summary);
  row.wanted = etcd_is_local;
  return row;
}

constexpr Row kCerts[] = {
    certificate_row<kCa>("the cluster's own authority"),
    certificate_row<kApiserver>("the API server's serving certificate"),
    certificate_row<kKubeletClient>("the API server's client certificate for kubelets"),
    certificate_row<kFrontProxyCa>("the authority of the front proxy"),
    certificate_row<kFrontProxyClient>("the front proxy's client certificate"),
    etcd_certificate_row<kEtcdCa>("etcd's own authority"),
    etcd_certificate_row<kEtcdServer>("etcd's serving certificate"),
    etcd_certificate_row<kEtcdPeer>("etcd's certificate among its members"),
    etcd_certificate_row<kEtcdHealth>("the client certificate of etcd's health checks"),
    etcd_certificate_row<kEtcdClient>("the API server's client certificate for etcd"),
    {"sa", "the key that signs service account tokens",
     [](auto& p, auto& w) { service_account(p.certificates, w.files); }},
};

template <const char* const& Name>
constexpr Row kubeconfig_row(std::string_view summary) {
  return {Name, summary, [](const InitPlan& p, Ports& w) {
            kubeconfig(p.kubeconfigs, Name, w.files, w.clock.now());
          }};
}

constexpr const char* kAdmin = "admin";
constexpr const char* kSuperAdmin = "super-admin";
constexpr const char* kKubelet = "kubelet";
constexpr const char* kManager = "controller-manager";
constexpr const char* kScheduler = "scheduler";

constexpr Row kKubeconfigs[] = {
    kubeconfig_row<kAdmin>("for the administrator"),
    kubeconfig_row<kSuperAdmin>("for the administrator whom no RBAC rule stops"),
    kubeconfig_row<kKubelet>("for this node's kubelet"),
    kubeconfig_row<kManager>("for the controller manager"),
    kubeconfig_row<kScheduler>("for the scheduler"),
};

constexpr Row kEtcdPod[] = {
    {"local",
     "etcd's static pod",
     [](auto& p, auto& w) { etcd_pod(p.etcd, w.files); },
     {},
     nullptr,
     etcd_is_local},
};

constexpr Row kControlPlane[] = {
    {"apiserver", "the API server's static pod",
     [](auto& p, auto& w) { apiserver_pod(p.control_plane, w.files); }},
    {"controller-manager", "the controller manager's static pod",
     [](auto& p, auto& w) { controller_manager_pod(p.control_plane, w.files); }},
    {"scheduler", "the scheduler's static pod",
     [](auto& p, auto& w) { scheduler_pod(p.control_plane, w.files); }},
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

constexpr Row kFinalize[] = {
    {"enable-client-cert-rotation", "let the kubelet use the certificate it rotates",
     [](auto& p, auto& w) { kubelet_finalize(p.kubelet, w.files); }},
};

constexpr Row kAddons[] = {
    {"coredns",
     "cluster DNS",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       addon(coredns_objects(p.coredns), api);
     },
     {},
     nullptr,
     [](auto& p) { return p.coredns.wanted; }},
    {"kube-proxy",
     "the Services' network on every node",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       addon(proxy_objects(p.proxy), api);
     },
     {},
     nullptr,
     [](auto& p) { return p.proxy.wanted; }},
};

void check_and_pull(const InitPlan& plan, Ports& ports) {
  preflight(plan.preflight, init_checks(), look(ports), ports.tell);
  provide_images(plan.pull, plan.cri_socket, ports);
}

void share_certificates(const InitPlan& plan, Ports& ports) {
  auto api = admin(plan, ports);
  upload_certs(plan.upload_certs, *plan.certificate_key, ports.files, api, ports.clock);
  if (plan.show_certificate_key) show_certificate_key(*plan.certificate_key, ports.report);
}

void approve_serving_certificates(const InitPlan& plan, Ports& ports) {
  auto api = admin(plan, ports);
  approve_own_serving(plan.hardening.serving, ports.files, api, ports.clock);
  keep_approving(plan.hardening.serving, ports.files, ports.system, ports.tell);
}

constexpr Row kInit[] = {
    {"preflight", "look whether this node is fit, pull missing images", check_and_pull},
    {"certs", "make the authorities and certificates", nullptr, kCerts,
     [](auto& p, auto& w, auto due) { make_keys_ahead(p.certificates, due, w.files); }},
    {"kubeconfig", "write the kubeconfig files", nullptr, kKubeconfigs,
     [](auto& p, auto& w, auto due) {
       make_kubeconfigs_ahead(p.kubeconfigs, due, w.files, w.clock.now());
     }},
    {"hardening",
     "write the audit policy, and who may come without credentials",
     [](auto& p, auto& w) { lay_hardening(p.hardening, w.files); },
     {},
     nullptr,
     [](auto& p) { return !p.hardening.files.empty(); }},
    {"etcd", "write etcd's static pod", nullptr, kEtcdPod},
    {"encryption",
     "make the key that Secrets are stored with",
     [](auto& p, auto& w) { make_encryption_file(p.encryption, w.files, w.clock.now()); },
     {},
     nullptr,
     [](auto& p) { return !p.encryption.empty(); }},
    {"control-plane", "write the control plane's static pods", nullptr, kControlPlane},
    {"kubelet-start", "write the kubelet's files and start it",
     [](auto& p, auto& w) { kubelet_start(p.kubelet, w.files, w.system, w.tell); }},
    {"wait-control-plane", "wait until the control plane is healthy", wait},
    {"controller-accounts",
     "make the accounts that the controllers begin with",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       controller_accounts(p.controller_accounts, api);
     },
     {},
     nullptr,
     [](auto& p) { return !p.controller_accounts.empty(); }},
    {"upload-config", "store the configuration in the cluster", nullptr, kUploadConfig},
    {"upload-certs",
     "share the authorities with further control planes, sealed",
     share_certificates,
     {},
     nullptr,
     [](auto& p) { return p.certificates_uploaded; }},
    {"mark-control-plane", "label and taint this node",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       mark_control_plane(p.mark, api, w.clock);
     }},
    {"bootstrap-token", "let further nodes join by token",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       bootstrap_token(p.tokens, p.api.admin_conf, w.files, api, w.clock);
     }},
    {"kubelet-finalize", "finish the kubelet's own credentials", nullptr, kFinalize},
    {"addon", "install cluster DNS and kube-proxy", nullptr, kAddons},
    {"pod-network",
     "set up the pod network that was asked for",
     [](auto& p, auto& w) {
       auto api = admin(p, w);
       pod_network(p.pod_network, w.files, w.system, api, w.clock, w.tell);
     },
     {},
     nullptr,
     [](auto& p) { return p.pod_network.kind != PodNetworkPlan::Kind::none; }},
    {"approve-serving",
     "approve the serving certificates that kubelets ask for",
     approve_serving_certificates,
     {},
     nullptr,
     [](auto& p) { return p.hardening.serving.wanted; }},
    {"show-join-command", "show how further nodes join",
     [](auto& p, auto& w) { show_join_command(join_facts(p), w.files, w.report); }},
};

}  // namespace

std::span<const Phase<InitPlan>> init_table() { return kInit; }

}  // namespace kcluster
