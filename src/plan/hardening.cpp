#include "plan/hardening.h"

#include <algorithm>

#include "base/text.h"
#include "kubernetes/paths.h"
#include "plan/args.h"

namespace kcluster {
namespace {

constexpr const char* kPolicy = "audit-policy-file";
constexpr const char* kLog = "audit-log-path";
constexpr const char* kAuthentication = "authentication-config";
constexpr const char* kBootstrap = "serverTLSBootstrap";

// TLS 1.3 alone would shut out balancers' health checks and older clients, and has no list that
// benchmarks look for; of TLS 1.2 these are the suites with forward secrecy and AEAD.
const std::vector<std::string> kCiphers{
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",       "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",       "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"};
constexpr const char* kMinimum = "VersionTLS12";

std::string audit_log() { return std::string(paths::audit_logs) + "/audit.log"; }

bool given(const Json& kubelet, const char* key) {
  const auto found = kubelet.find(key);
  return found != kubelet.end() && !found->is_null() && *found != "";
}

void add(std::vector<Arg>& args, const char* name, const std::string& value) {
  if (!last_value(args, name)) args.push_back({name, value});
}

bool reads(const std::vector<Arg>& args, const char* name, const std::string& path) {
  return last_value(args, name) == path;
}

void harden_tls(ClusterConfiguration& cluster) {
  const auto ciphers = join(kCiphers, ",");
  ControlPlaneComponent* components[] = {&cluster.api_server, &cluster.controller_manager,
                                         &cluster.scheduler};
  for (auto* component : components) {
    add(component->extra_args, "profiling", "false");
    add(component->extra_args, "tls-min-version", kMinimum);
    add(component->extra_args, "tls-cipher-suites", ciphers);
  }
  if (cluster.external_etcd) return;
  add(cluster.local_etcd.extra_args, "tls-min-version", "TLS1.2");
  add(cluster.local_etcd.extra_args, "cipher-suites", ciphers);
}

void harden_audit(ApiServer& api) {
  add(api.extra_args, kPolicy, paths::audit_policy);
  add(api.extra_args, kLog, audit_log());
  add(api.extra_args, "audit-log-maxage", "30");
  add(api.extra_args, "audit-log-maxbackup", "10");
  add(api.extra_args, "audit-log-maxsize", "100");
}

/// Flags of whose matter the file speaks; the API server refuses both.
std::string other_authentication(const std::vector<Arg>& args) {
  for (const auto& arg : args)
    if (arg.name == "anonymous-auth" || arg.name.starts_with("oidc-")) return arg.name;
  const auto file = last_value(args, kAuthentication);
  return file && *file != paths::authentication ? kAuthentication : "";
}

void harden_authentication(ApiServer& api, std::vector<std::string>& left_out) {
  add(api.extra_args, "service-account-extend-token-expiration", "false");
  const auto other = other_authentication(api.extra_args);
  if (other.empty()) {
    add(api.extra_args, kAuthentication, paths::authentication);
    return;
  }
  left_out.push_back("who may come without credentials stays as apiServer.extraArgs has it (" +
                     other + ")");
}

void add(std::vector<HostPathMount>& volumes, HostPathMount wanted) {
  const auto same = [&](const HostPathMount& each) { return each.name == wanted.name; };
  if (std::none_of(volumes.begin(), volumes.end(), same)) volumes.push_back(std::move(wanted));
}

void mount(ApiServer& api) {
  const auto& args = api.extra_args;
  auto& volumes = api.extra_volumes;
  if (reads(args, kPolicy, paths::audit_policy) ||
      reads(args, kAuthentication, paths::authentication))
    add(volumes, {"kcluster-hardening", paths::hardening, paths::hardening, "Directory", true});
  if (reads(args, kLog, audit_log()))
    add(volumes, {"kcluster-audit-logs", paths::audit_logs, paths::audit_logs,
                  "DirectoryOrCreate", false});
}

/// Kubelets show certificates that the cluster signed, and the API server insists on them.
void harden_serving(Config& wishes, std::vector<std::string>& left_out) {
  auto& kubelet = wishes.kubelet;
  const bool own = given(kubelet, "tlsCertFile") ||
                   (given(kubelet, kBootstrap) && kubelet[kBootstrap] != true);
  if (own) {
    left_out.emplace_back(
        "kubelets serve with what KubeletConfiguration says, which is not verified");
    return;
  }
  kubelet[kBootstrap] = true;
  add(wishes.cluster.api_server.extra_args, "kubelet-certificate-authority",
      wishes.cluster.certificates_dir + "/ca.crt");
}

void harden_kubelet(Json& kubelet) {
  if (!given(kubelet, "seccompDefault")) kubelet["seccompDefault"] = true;
  if (!given(kubelet, "tlsMinVersion")) kubelet["tlsMinVersion"] = kMinimum;
  if (!given(kubelet, "tlsCipherSuites")) kubelet["tlsCipherSuites"] = kCiphers;
}

}  // namespace

std::vector<std::string> harden(Config& wishes) {
  std::vector<std::string> left_out;
  auto& cluster = wishes.cluster;
  harden_tls(cluster);
  harden_audit(cluster.api_server);
  harden_authentication(cluster.api_server, left_out);
  harden_serving(wishes, left_out);
  harden_kubelet(wishes.kubelet);
  mount(cluster.api_server);
  wishes.kubelet_given = true;  // an upgrade must not make it anew without the profile
  return left_out;
}

HardeningPlan plan_hardening(const Config& settled, const std::string& program) {
  const auto& api = settled.cluster.api_server;
  HardeningPlan plan;
  if (reads(api.extra_args, kPolicy, paths::audit_policy))
    plan.files.push_back({paths::audit_policy, HardeningFile::Content::audit_policy});
  if (reads(api.extra_args, kAuthentication, paths::authentication))
    plan.files.push_back({paths::authentication, HardeningFile::Content::authentication});
  auto& serving = plan.serving;
  serving.wanted = !plan.files.empty() && settled.kubelet.value(kBootstrap, Json()) == true;
  serving.node = settled.init.node.name;
  const auto folder = last_value(settled.init.node.kubelet_extra_args, "cert-dir");
  serving.pair = folder.value_or(paths::kubelet_pki) + "/kubelet-server-current.pem";
  serving.program = program;
  serving.kubeconfig = paths::admin_conf;
  serving.api_server = plan_api_names(settled.cluster);
  serving.limit = settled.init.timeouts.tls_bootstrap;
  return plan;
}

}  // namespace kcluster
