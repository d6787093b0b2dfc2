#include <algorithm>

#include "audit/checks.h"
#include "audit/rows.h"
#include "audit/verdicts.h"
#include "base/json_in.h"
#include "base/text.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

using Weight = AuditRow::Weight;

constexpr const char* kOpenPaths[] = {"/livez", "/readyz", "/healthz",
                                      "/api/v1/namespaces/kube-public/configmaps/cluster-info"};
constexpr const char* kPlugins = "enable-admission-plugins";
constexpr const char* kModes = "authorization-mode";

std::string pki(const AuditEvidence& seen, const char* file) { return seen.pki + "/" + file; }

// ---- strangers

std::string anonymous_file() {
  return "# /etc/kubernetes/authentication.yaml; the flag --anonymous-auth is left out\n"
         "apiVersion: apiserver.config.k8s.io/v1beta1\n"
         "kind: AuthenticationConfiguration\n"
         "anonymous:\n"
         "  enabled: true\n"
         "  conditions:\n"
         "  - path: /livez\n"
         "  - path: /readyz\n"
         "  - path: /healthz\n"
         "  - path: /api/v1/namespaces/kube-public/configmaps/cluster-info\n"
         "---\n"
         "# ClusterConfiguration\n"
         "apiServer:\n"
         "  extraArgs:\n"
         "  - {name: authentication-config, value: /etc/kubernetes/authentication.yaml}\n"
         "  extraVolumes:\n"
         "  - name: authentication\n"
         "    hostPath: /etc/kubernetes/authentication.yaml\n"
         "    mountPath: /etc/kubernetes/authentication.yaml\n"
         "    readOnly: true\n"
         "    pathType: File\n";
}

Verdict unmet_anonymous(std::vector<std::string> seen) {
  return unmet(std::move(seen),
               "let strangers ask for health and cluster-info alone, which probes and a join by "
               "token need: lay the file on each control plane and " +
                   in_cluster_configuration("kube-apiserver"),
               anonymous_file());
}

/// A structured configuration that says nothing of strangers leaves them to the flag.
Verdict strangers(const AuditEvidence& seen) {
  const auto& server = seen.apiserver;
  if (!server.fault.empty()) return unknown(server.fault);
  if (seen.authentication && !seen.authentication->fault.empty())
    return unknown(seen.authentication->fault);
  const Json none;
  const Json& document = seen.authentication ? seen.authentication->root : none;
  const auto& anonymous = value_in(document, "/anonymous");
  if (!anonymous.is_object()) {
    const auto flag = flag_seen(server, "anonymous-auth", "true");
    return is_true(flag.value) ? unmet_anonymous({flag.words}) : met(flag.words);
  }
  const auto& path = seen.authentication->path;
  if (value_in(anonymous, "/enabled") != true) return met(path + ": anonymous.enabled: false");
  std::vector<std::string> open;
  for (const auto& condition : list_in(anonymous, "/conditions"))
    open.push_back(string_in(condition, "/path"));
  if (open.empty()) return unmet_anonymous({path + ": anonymous.enabled: true for every path"});
  for (const auto& each : open)
    if (!std::count(std::begin(kOpenPaths), std::end(kOpenPaths), each))
      return unmet_anonymous({path + ": strangers may ask for " + each});
  return met(path + ": strangers may ask for " + join(open, ", ") + " alone");
}

// ---- authorization: by modes, or by a structured configuration that takes their place

std::vector<std::string> authorizers(const AuditEvidence& seen) {
  if (!seen.authorization) return seen.apiserver.flags.list(kModes);
  std::vector<std::string> types;
  for (const auto& each : list_in(seen.authorization->root, "/authorizers"))
    types.push_back(string_in(each, "/type"));
  return types;
}

struct Authorizer {
  const char* type;
  bool wanted;
};

Verdict authorizer(const AuditEvidence& seen, const Authorizer& one) {
  if (!seen.apiserver.fault.empty()) return unknown(seen.apiserver.fault);
  if (!seen.authorization)
    return one.wanted ? list_has(seen.apiserver, kModes, one.type)
           : seen.apiserver.flags.value(kModes)
               ? list_lacks(seen.apiserver, kModes, one.type)
               : unmet_flag(seen.apiserver,
                            "--authorization-mode is not given, which means AlwaysAllow", kModes,
                            "Node,RBAC");
  const auto& [path, fault, root] = *seen.authorization;
  if (!fault.empty()) return unknown(fault);
  const auto types = authorizers(seen);
  const auto words = path + ": " + join(types, ", ");
  const bool has = std::count(types.begin(), types.end(), one.type) > 0;
  if (has == one.wanted) return met(words);
  return unmet(
      {words},
      std::string("in ") + path + " on each control plane " +
          (one.wanted ? "add this to the authorizers" : "take this out of the authorizers") +
          "; the API server reads it again by itself",
      std::string("authorizers:\n- type: ") + one.type + "\n");
}

// ---- admission

bool disabled(const AuditedProgram& server, const char* plugin) {
  const auto off = server.flags.list("disable-admission-plugins");
  return std::count(off.begin(), off.end(), plugin) > 0;
}

/// A plugin that is on unless it is turned off.
Verdict usual_plugin(const AuditedProgram& server, const char* plugin) {
  if (!server.fault.empty()) return unknown(server.fault);
  return list_lacks(server, "disable-admission-plugins", plugin);
}

/// A plugin that is off unless it is turned on.
Verdict extra_plugin(const AuditedProgram& server, const char* plugin) {
  if (!server.fault.empty()) return unknown(server.fault);
  if (disabled(server, plugin)) return list_lacks(server, "disable-admission-plugins", plugin);
  return list_has(server, kPlugins, plugin);
}

/// It limits nothing without a configuration.
Verdict event_limits(const AuditEvidence& seen) {
  auto verdict = extra_plugin(seen.apiserver, "EventRateLimit");
  if (verdict.met != Verdict::Met::no) return verdict;
  verdict.paste +=
      "# beside it --admission-control-config-file names a file, with a volume for it:\n"
      "apiVersion: apiserver.config.k8s.io/v1\n"
      "kind: AdmissionConfiguration\n"
      "plugins:\n"
      "- name: EventRateLimit\n"
      "  configuration:\n"
      "    apiVersion: eventratelimit.admission.k8s.io/v1alpha1\n"
      "    kind: Configuration\n"
      "    limits:\n"
      "    - {type: Namespace, qps: 50, burst: 100, cacheSize: 2000}\n";
  return verdict;
}

Verdict kubelets_authority(const AuditEvidence& seen) {
  auto verdict =
      texts_given(seen.apiserver, {{"kubelet-certificate-authority", pki(seen, "ca.crt")}});
  if (verdict.met == Verdict::Met::no)
    verdict.remedy =
        "first let the kubelets have serving certificates of the cluster "
        "(serverTLSBootstrap, point 4.2.11), or logs and exec stop; then " +
        verdict.remedy;
  return verdict;
}

constexpr AuditRow rows[] = {
    {"1.2.1", "strangers may ask for health and cluster-info at most", Weight::warning, strangers,
     "every path that RBAC opens to all by mistake is open to the network as well"},
    {"1.2.2", "no file of static tokens lets anybody in", Weight::fail,
     [](auto& s) { return flag_absent(s.apiserver, "token-auth-file"); },
     "such tokens lie in clear, never end, and are only taken away by a restart"},
    {"1.2.3", "Services may take no external addresses", Weight::warning,
     [](auto& s) { return extra_plugin(s.apiserver, "DenyServiceExternalIPs"); },
     "who may make a Service can draw other people's traffic to it by their address"},
    {"1.2.4", "API server shows kubelets a certificate", Weight::fail,
     [](auto& s) {
       return texts_given(s.apiserver,
                          {{"kubelet-client-certificate", pki(s, "apiserver-kubelet-client.crt")},
                           {"kubelet-client-key", pki(s, "apiserver-kubelet-client.key")}});
     },
     "kubelets can then tell it from anybody else who asks for exec or logs"},
    {"1.2.5", "API server checks the kubelets' certificates", Weight::fail, kubelets_authority,
     "whoever takes a node's address could answer in its place, and sees what exec is sent"},
    {"1.2.6", "not everything is allowed to everybody", Weight::fail,
     [](auto& s) {
       return authorizer(s, {"AlwaysAllow", false});
     },
     "then everybody who is let in at all is an administrator"},
    {"1.2.7", "the Node authorizer is on", Weight::fail,
     [](auto& s) {
       return authorizer(s, {"Node", true});
     },
     "it keeps a kubelet to the Secrets of the pods that run on it"},
    {"1.2.8", "the RBAC authorizer is on", Weight::fail,
     [](auto& s) {
       return authorizer(s, {"RBAC", true});
     },
     "permissions are otherwise not what the cluster's roles say"},
    {"1.2.9", "events come at a limited rate", Weight::warning, event_limits,
     "a pod that fails in a loop can fill etcd with events and drown the others"},
    {"1.2.10", "the plugin AlwaysAdmit is off", Weight::fail,
     [](auto& s) { return list_lacks(s.apiserver, kPlugins, "AlwaysAdmit"); },
     "it was made for tests and says nothing of what comes in"},
    {"1.2.11", "images are pulled with the pod's own credentials", Weight::warning,
     [](auto& s) { return extra_plugin(s.apiserver, "AlwaysPullImages"); },
     "a private image that is on a node can otherwise be run by anyone who knows its name"},
    {"1.2.12", "the plugin ServiceAccount is on", Weight::fail,
     [](auto& s) { return usual_plugin(s.apiserver, "ServiceAccount"); },
     "without it pods have no identity of their own"},
    {"1.2.13", "the plugin NamespaceLifecycle is on", Weight::fail,
     [](auto& s) { return usual_plugin(s.apiserver, "NamespaceLifecycle"); },
     "without it objects appear in namespaces that are gone, or are about to go"},
    {"1.2.14", "the plugin NodeRestriction is on", Weight::fail,
     [](auto& s) { return extra_plugin(s.apiserver, "NodeRestriction"); },
     "without it a kubelet may change other nodes, and label its own to draw pods"},
};

}  // namespace

std::span<const AuditRow> apiserver_rows() { return rows; }

}  // namespace kcluster
