#include "tests/unit/audit/recorded.h"

#include "audit/audit_policy.h"
#include "audit/checks.h"
#include "base/yaml.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

const std::string kPki = paths::pki;
const std::string kUnit = "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf";

AuditEvidence::Program apiserver() {
  AuditEvidence::Program server{"kube-apiserver"};
  server.flags =
      FlagWords({"kube-apiserver",
                 "--authentication-config=/etc/kubernetes/authentication.yaml",
                 "--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs,EventRateLimit,"
                 "AlwaysPullImages",
                 "--kubelet-client-certificate=" + kPki + "/apiserver-kubelet-client.crt",
                 "--kubelet-client-key=" + kPki + "/apiserver-kubelet-client.key",
                 "--kubelet-certificate-authority=" + kPki + "/ca.crt",
                 "--authorization-mode=Node,RBAC",
                 "--profiling=false",
                 "--audit-log-path=/var/log/kubernetes/audit/audit.log",
                 "--audit-log-maxage=30",
                 "--audit-log-maxbackup=10",
                 "--audit-log-maxsize=100",
                 "--audit-policy-file=/etc/kubernetes/audit-policy.yaml",
                 "--service-account-key-file=" + kPki + "/sa.pub",
                 "--etcd-certfile=" + kPki + "/apiserver-etcd-client.crt",
                 "--etcd-keyfile=" + kPki + "/apiserver-etcd-client.key",
                 "--tls-cert-file=" + kPki + "/apiserver.crt",
                 "--tls-private-key-file=" + kPki + "/apiserver.key",
                 "--client-ca-file=" + kPki + "/ca.crt",
                 "--etcd-cafile=" + kPki + "/etcd/ca.crt",
                 "--encryption-provider-config=/etc/kubernetes/encryption.yaml",
                 "--tls-min-version=VersionTLS13",
                 "--service-account-extend-token-expiration=false"});
  return server;
}

AuditEvidence::Program etcd() {
  const auto folder = kPki + "/etcd/";
  AuditEvidence::Program etcd{"etcd"};
  etcd.user = 2379;
  etcd.flags = FlagWords({"etcd", "--cert-file=" + folder + "server.crt",
                          "--key-file=" + folder + "server.key", "--client-cert-auth=true",
                          "--peer-cert-file=" + folder + "peer.crt",
                          "--peer-key-file=" + folder + "peer.key", "--peer-client-cert-auth=true",
                          "--trusted-ca-file=" + folder + "ca.crt"});
  return etcd;
}

void add_programs(AuditEvidence& seen) {
  seen.apiserver = apiserver();
  seen.etcd = etcd();
  seen.controller_manager.flags =
      FlagWords({"--terminated-pod-gc-threshold=1000", "--profiling=false",
                 "--use-service-account-credentials=true",
                 "--service-account-private-key-file=" + kPki + "/sa.key",
                 "--root-ca-file=" + kPki + "/ca.crt", "--bind-address=127.0.0.1"});
  seen.scheduler.flags = FlagWords({"--profiling=false", "--bind-address=127.0.0.1"});
  seen.authentication = {"/etc/kubernetes/authentication.yaml", "",
                         Json::parse(R"({"anonymous": {"enabled": true, "conditions": [
                           {"path": "/livez"}, {"path": "/readyz"}]}})")};
  seen.audit_policy = {"/etc/kubernetes/audit-policy.yaml", "", *one_mapping(model_policy(), "")};
  seen.encryption = {"/etc/kubernetes/encryption.yaml", "", {"secretbox", "identity"}};
}

void add_files(AuditEvidence& seen) {
  for (const auto* name : {"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"})
    file(seen, manifest_of(name).front());
  for (const auto* path : {paths::admin_conf, paths::scheduler_conf, paths::controller_manager_conf,
                           paths::kubelet_conf, paths::kubelet_config, proxy_kubeconfig,
                           "/etc/cni/net.d/05-cilium.conflist"})
    file(seen, path);
  file(seen, kUnit);
  file(seen, kPki + "/ca.crt").mode = 0644;
  file(seen, kPki + "/ca.key");
  for (const auto& folder : {kPki, std::string(cni_folder)}) {
    file(seen, folder).folder = true;
    file(seen, folder).mode = 0755;
  }
  file(seen, paths::etcd_data) = {paths::etcd_data, 0700, 2379, 2379, true, ""};
}

Json kubelet_configuration() {
  return Json::parse(R"({
    "authentication": {"anonymous": {"enabled": false},
                       "x509": {"clientCAFile": "/etc/kubernetes/pki/ca.crt"}},
    "authorization": {"mode": "Webhook"}, "streamingConnectionIdleTimeout": "0s",
    "rotateCertificates": true, "serverTLSBootstrap": true, "tlsMinVersion": "VersionTLS13",
    "podPidsLimit": 4096, "seccompDefault": true})");
}

AuditEvidence::Cluster cluster() {
  AuditEvidence::Cluster seen;
  seen.bindings.value = {
      {"cluster-admin", "cluster-admin", "Group", "", names::masters},
      {names::cluster_admins, "cluster-admin", "Group", "", names::cluster_admins},
      {"kube-system/kube-proxy", "kube-proxy", "Group", "", "bootstrappers"}};
  seen.boundless_roles.value.emplace();
  seen.default_accounts.value = {{"default", false}, {"kube-system", false}};
  seen.default_pods.value.emplace();
  seen.namespaces.value = std::vector{AuditEvidence::Namespace{"default", "baseline"}};
  seen.proxy_metrics.value = std::optional<std::string>("");
  seen.endless_tokens.value.emplace();
  return seen;
}

void widen(AuditEvidence& seen, const std::string& path, unsigned mode = 0644) {
  file(seen, path).mode = mode;
}
void disown(AuditEvidence& seen, const std::string& path) { file(seen, path).uid = 1000; }

using Seen = AuditEvidence;

const Spoiled spoiled[] = {
    {"1.1.1", [](Seen& s) { widen(s, manifest_of("kube-apiserver").front()); }},
    {"1.1.2", [](Seen& s) { disown(s, manifest_of("kube-apiserver").front()); }},
    {"1.1.3", [](Seen& s) { widen(s, manifest_of("kube-controller-manager").front()); }},
    {"1.1.4", [](Seen& s) { disown(s, manifest_of("kube-controller-manager").front()); }},
    {"1.1.5", [](Seen& s) { widen(s, manifest_of("kube-scheduler").front()); }},
    {"1.1.6", [](Seen& s) { disown(s, manifest_of("kube-scheduler").front()); }},
    {"1.1.7", [](Seen& s) { widen(s, manifest_of("etcd").front()); }},
    {"1.1.8", [](Seen& s) { disown(s, manifest_of("etcd").front()); }},
    {"1.1.9", [](Seen& s) { widen(s, "/etc/cni/net.d/05-cilium.conflist"); }},
    {"1.1.10", [](Seen& s) { disown(s, "/etc/cni/net.d/05-cilium.conflist"); }},
    {"1.1.11", [](Seen& s) { widen(s, paths::etcd_data, 0755); }},
    {"1.1.12", [](Seen& s) { s.etcd.user = file(s, paths::etcd_data).uid = 0; }},
    {"1.1.13", [](Seen& s) { widen(s, paths::admin_conf, 0640); }},
    {"1.1.14", [](Seen& s) { file(s, paths::admin_conf).gid = 100; }},
    {"1.1.15", [](Seen& s) { widen(s, paths::scheduler_conf); }},
    {"1.1.16", [](Seen& s) { disown(s, paths::scheduler_conf); }},
    {"1.1.17", [](Seen& s) { widen(s, paths::controller_manager_conf); }},
    {"1.1.18", [](Seen& s) { disown(s, paths::controller_manager_conf); }},
    {"1.1.19", [](Seen& s) { disown(s, kPki); }},
    {"1.1.20", [](Seen& s) { widen(s, kPki + "/ca.crt", 0664); }},
    {"1.1.21", [](Seen& s) { widen(s, kPki + "/ca.key"); }},
    {"1.2.1", [](Seen& s) { s.authentication.reset(); }},
    {"1.2.2", [](Seen& s) { give(s.apiserver, "token-auth-file", "/etc/tokens.csv"); }},
    {"1.2.3",
     [](Seen& s) { give(s.apiserver, "disable-admission-plugins", "DenyServiceExternalIPs"); }},
    {"1.2.4", [](Seen& s) { give(s.apiserver, "kubelet-client-key", ""); }},
    {"1.2.5", [](Seen& s) { give(s.apiserver, "kubelet-certificate-authority", ""); }},
    {"1.2.6", [](Seen& s) { give(s.apiserver, "authorization-mode", "Node,AlwaysAllow"); }},
    {"1.2.7", [](Seen& s) { give(s.apiserver, "authorization-mode", "RBAC"); }},
    {"1.2.8", [](Seen& s) { give(s.apiserver, "authorization-mode", "Node"); }},
    {"1.2.9", [](Seen& s) { give(s.apiserver, "enable-admission-plugins", "NodeRestriction"); }},
    {"1.2.10", [](Seen& s) { give(s.apiserver, "enable-admission-plugins", "AlwaysAdmit"); }},
    {"1.2.11", [](Seen& s) { give(s.apiserver, "enable-admission-plugins", "NodeRestriction"); }},
    {"1.2.12", [](Seen& s) { give(s.apiserver, "disable-admission-plugins", "ServiceAccount"); }},
    {"1.2.13",
     [](Seen& s) {
       give(s.apiserver, "disable-admission-plugins", "Priority,NamespaceLifecycle");
     }},
    {"1.2.14", [](Seen& s) { give(s.apiserver, "enable-admission-plugins", "EventRateLimit"); }},
    {"1.2.15", [](Seen& s) { give(s.apiserver, "profiling", ""); }},
    {"1.2.16", [](Seen& s) { give(s.apiserver, "audit-log-path", ""); }},
    {"1.2.17", [](Seen& s) { give(s.apiserver, "audit-log-maxage", "7"); }},
    {"1.2.18", [](Seen& s) { give(s.apiserver, "audit-log-maxbackup", "0"); }},
    {"1.2.19", [](Seen& s) { give(s.apiserver, "audit-log-maxsize", "many"); }},
    {"1.2.20", [](Seen& s) { give(s.apiserver, "request-timeout", "0s"); }},
    {"1.2.21", [](Seen& s) { give(s.apiserver, "service-account-lookup", "false"); }},
    {"1.2.22", [](Seen& s) { give(s.apiserver, "service-account-key-file", ""); }},
    {"1.2.23", [](Seen& s) { give(s.apiserver, "etcd-certfile", ""); }},
    {"1.2.24", [](Seen& s) { give(s.apiserver, "tls-private-key-file", ""); }},
    {"1.2.25", [](Seen& s) { give(s.apiserver, "client-ca-file", ""); }},
    {"1.2.26", [](Seen& s) { give(s.apiserver, "etcd-cafile", ""); }},
    {"1.2.27", [](Seen& s) { give(s.apiserver, "encryption-provider-config", ""); }},
    {"1.2.28",
     [](Seen& s) {
       s.encryption->providers = {"identity", "secretbox"};
     }},
    {"1.2.29", [](Seen& s) { give(s.apiserver, "tls-min-version", ""); }},
    {"1.2.30", [](Seen& s) { give(s.apiserver, "service-account-extend-token-expiration", ""); }},
    {"1.3.1", [](Seen& s) { give(s.controller_manager, "terminated-pod-gc-threshold", "0"); }},
    {"1.3.2", [](Seen& s) { give(s.controller_manager, "profiling", "true"); }},
    {"1.3.3", [](Seen& s) { give(s.controller_manager, "use-service-account-credentials", ""); }},
    {"1.3.4", [](Seen& s) { give(s.controller_manager, "service-account-private-key-file", ""); }},
    {"1.3.5", [](Seen& s) { give(s.controller_manager, "root-ca-file", ""); }},
    {"1.3.6",
     [](Seen& s) {
       give(s.controller_manager, "feature-gates", "A=true,RotateKubeletServerCertificate=false");
     }},
    {"1.3.7", [](Seen& s) { give(s.controller_manager, "bind-address", "0.0.0.0"); }},
    {"1.4.1", [](Seen& s) { give(s.scheduler, "profiling", ""); }},
    {"1.4.2", [](Seen& s) { give(s.scheduler, "bind-address", ""); }},
    {"2.1", [](Seen& s) { give(s.etcd, "key-file", ""); }},
    {"2.2", [](Seen& s) { give(s.etcd, "client-cert-auth", "false"); }},
    {"2.3", [](Seen& s) { give(s.etcd, "auto-tls", "true"); }},
    {"2.4", [](Seen& s) { give(s.etcd, "peer-cert-file", ""); }},
    {"2.5", [](Seen& s) { give(s.etcd, "peer-client-cert-auth", ""); }},
    {"2.6", [](Seen& s) { give(s.etcd, "peer-auto-tls", "true"); }},
    {"2.7", [](Seen& s) { s.shared_authority = true; }},
    {"3.1.3", [](Seen& s) { s.cluster.endless_tokens.value->push_back("abcdef"); }},
    {"3.2.1", [](Seen& s) { s.audit_policy.reset(); }},
    {"3.2.2",
     [](Seen& s) {
       s.audit_policy->root = Json::parse(R"({"rules": [{"level": "RequestResponse"}]})");
     }},
    {"4.1.1", [](Seen& s) { widen(s, kUnit); }},
    {"4.1.2", [](Seen& s) { disown(s, kUnit); }},
    {"4.1.3", [](Seen& s) { widen(s, proxy_kubeconfig); }},
    {"4.1.4", [](Seen& s) { disown(s, proxy_kubeconfig); }},
    {"4.1.5", [](Seen& s) { widen(s, paths::kubelet_conf); }},
    {"4.1.6", [](Seen& s) { disown(s, paths::kubelet_conf); }},
    {"4.1.7", [](Seen& s) { widen(s, kPki + "/ca.crt", 0666); }},
    {"4.1.8", [](Seen& s) { disown(s, kPki + "/ca.crt"); }},
    {"4.1.9", [](Seen& s) { widen(s, paths::kubelet_config); }},
    {"4.1.10", [](Seen& s) { disown(s, paths::kubelet_config); }},
    {"4.2.1", [](Seen& s) { s.kubelet.config["authentication"]["anonymous"]["enabled"] = true; }},
    {"4.2.2", [](Seen& s) { s.kubelet.flags.set("authorization-mode", "AlwaysAllow"); }},
    {"4.2.3", [](Seen& s) { s.kubelet.config["authentication"].erase("x509"); }},
    {"4.2.4", [](Seen& s) { s.kubelet.config["readOnlyPort"] = 10255; }},
    {"4.2.5", [](Seen& s) { s.kubelet.flags.set("streaming-connection-idle-timeout", "0"); }},
    {"4.2.6", [](Seen& s) { s.kubelet.config["makeIPTablesUtilChains"] = false; }},
    {"4.2.7", [](Seen& s) { s.kubelet.flags.set("hostname-override", "node-1"); }},
    {"4.2.8", [](Seen& s) { s.kubelet.config["eventRecordQPS"] = 0; }},
    {"4.2.9", [](Seen& s) { s.kubelet.config.erase("serverTLSBootstrap"); }},
    {"4.2.10", [](Seen& s) { s.kubelet.config["rotateCertificates"] = false; }},
    {"4.2.11",
     [](Seen& s) { s.kubelet.config["featureGates"]["RotateKubeletServerCertificate"] = false; }},
    {"4.2.12",
     [](Seen& s) {
       s.kubelet.config.erase("tlsMinVersion");
       s.kubelet.config["tlsCipherSuites"] = {"TLS_RSA_WITH_AES_128_CBC_SHA"};
     }},
    {"4.2.13", [](Seen& s) { s.kubelet.config.erase("podPidsLimit"); }},
    {"4.2.14", [](Seen& s) { s.kubelet.config.erase("seccompDefault"); }},
    {"4.3.1",
     [](Seen& s) { s.cluster.proxy_metrics.value = std::optional<std::string>("0.0.0.0:10249"); }},
    {"5.1.1",
     [](Seen& s) {
       s.cluster.bindings.value->push_back({"ops", "cluster-admin", "User", "", "jane"});
     }},
    {"5.1.3", [](Seen& s) { s.cluster.boundless_roles.value->push_back("everything"); }},
    {"5.1.5", [](Seen& s) { s.cluster.default_accounts.value->front().mounts = true; }},
    {"5.1.6", [](Seen& s) { s.cluster.default_pods.value->push_back("helper"); }},
    {"5.1.7", [](Seen& s) { s.masters = {paths::super_admin_conf}; }},
    {"5.2.1", [](Seen& s) { s.cluster.namespaces.value->front().enforced.clear(); }},
    {"5.3.1",
     [](Seen& s) {
       s.cni_file = paths::cni_config;
       s.cni_types = {"bridge", "portmap"};
     }},
};

}  // namespace

AuditEvidence sound_evidence() {
  AuditEvidence seen;
  seen.role = AuditEvidence::Role::control_plane;
  seen.node = "node-1";
  seen.pki = kPki;
  seen.etcd_data = paths::etcd_data;
  add_programs(seen);
  add_files(seen);
  seen.kubelet.path = paths::kubelet_config;
  seen.kubelet.config = kubelet_configuration();
  seen.kubelet.flags_from = "its process";
  seen.kubelet.unit_files = {kUnit};
  seen.cni_file = "/etc/cni/net.d/05-cilium.conflist";
  seen.cni_types = {"cilium-cni"};
  seen.cluster = cluster();
  return seen;
}

std::span<const Spoiled> spoiled_evidence() { return spoiled; }

void give(AuditEvidence::Program& program, const std::string& name, const std::string& value) {
  std::erase_if(program.flags.given, [&](const auto& flag) { return flag.first == name; });
  if (!value.empty()) program.flags.set(name, value);
}

AuditEvidence::File& file(AuditEvidence& seen, const std::string& path) {
  auto& found = seen.files[path];
  if (found.path.empty()) found = {path, 0600, 0, 0, false, ""};
  return found;
}

}  // namespace kcluster
