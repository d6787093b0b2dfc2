#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnosis/component_proof.h"
#include "diagnosis/proofs.h"

namespace kcluster {
namespace {

constexpr const char* kServer = "kube-apiserver";
constexpr const char* kManagers[] = {"kube-controller-manager", "kube-scheduler"};
constexpr const char* kProxy = "kube-proxy";
constexpr const char* kDns = "kube-dns";  // k8s-app of CoreDNS, too

MaybeProof pods_of(const Examination& seen, const std::string& app, const std::string& what,
                   const std::string& remedy) {
  Proof proof{app, what, {}, remedy};
  for (const auto& pod : seen.api.pods)
    if (pod.app == app) proof.shown_by.push_back(pod.name + ": " + pod.why);
  if (proof.shown_by.empty()) return std::nullopt;
  return proof;
}

/// An addon's container on this node; the API server may not be there to tell of its pod.
MaybeProof exited_here(const Examination& seen, const std::string& name) {
  const auto* found = seen.told.find(name);
  if (!found || found->container.state != Container::State::exited ||
      found->container.exit_code == 0)
    return std::nullopt;
  Proof proof{name, "it has " + state_in_words(found->container), {}, component_remedy(name)};
  if (!found->log.empty()) proof.shown_by.push_back(found->log.back());
  return proof;
}

}  // namespace

MaybeProof prove_api_down(const Examination& seen) {
  if (seen.role == Examination::Role::none || !seen.api.unready.empty()) return std::nullopt;
  if (seen.role == Examination::Role::control_plane) return component_down(seen, kServer);
  if (!seen.api.server.empty() || seen.api.silence.empty()) return std::nullopt;
  return Proof{kServer,
               "this node does not reach it",
               {seen.api.silence},
               "see whether the control plane runs (`kcluster doctor` there), and the way to it: "
               "route, firewall, balancer, name"};
}

MaybeProof prove_api_unready(const Examination& seen) {
  if (seen.api.unready.empty()) return std::nullopt;
  return Proof{kServer,
               "checks of its readyz fail: " + join(seen.api.unready, ", "),
               {},
               "`kubectl get --raw '/readyz?verbose'`; the failing check names what it waits for"};
}

MaybeProof prove_api_refuses(const Examination& seen) {
  if (seen.api.refusal.empty()) return std::nullopt;
  return Proof{
      seen.api.server,
      "it refuses the credentials of this node's kubeconfig",
      {seen.api.refusal},
      "`kcluster certs renew all` (a control plane's kubeconfigs); look at the clock and at "
      "the authority that the API server trusts (--client-ca-file)"};
}

MaybeProof prove_managers(const Examination& seen) {
  if (seen.role != Examination::Role::control_plane) return std::nullopt;
  MaybeProof all;
  for (const auto* name : kManagers) {
    auto proof = component_down(seen, name);
    if (!proof) continue;
    if (!all) {
      all = std::move(proof);
      continue;
    }
    all->subject += ", " + proof->subject;
    all->shown_by.insert(all->shown_by.end(), proof->shown_by.begin(), proof->shown_by.end());
  }
  return all;
}

MaybeProof prove_webhooks(const Examination& seen) {
  if (seen.api.dead_webhooks.empty()) return std::nullopt;
  Proof proof{seen.api.dead_webhooks.front().name,
              "requests that it is asked about fail (failurePolicy Fail): its service has no "
              "endpoints",
              {},
              ""};
  for (const auto& each : seen.api.dead_webhooks)
    proof.shown_by.push_back(each.name + " is served by " + each.service);
  proof.remedy =
      "bring the service's pods back; until then take the configuration away, having saved it: "
      "`kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations -o yaml > "
      "webhooks.yaml`, then `kubectl delete` the one named";
  return proof;
}

MaybeProof prove_unregistered(const Examination& seen) {
  if (seen.role == Examination::Role::none || seen.api.node.registered) return std::nullopt;
  return Proof{
      seen.node,
      "the cluster has no Node of that name",
      {},
      "`systemctl restart kubelet` registers it; if it does not: `journalctl -u kubelet -n "
      "50` (name, --register-node, RBAC, webhooks)"};
}

MaybeProof prove_pressure(const Examination& seen) {
  const auto& pressures = seen.api.node.pressures;
  if (pressures.empty()) return std::nullopt;
  const std::vector<std::string> all(pressures.begin(), pressures.end());
  return Proof{seen.node,
               "the kubelet says " + join(all, ", ") + " and evicts pods",
               {},
               "make room (`df -h; df -i; free -m; ps -e | wc -l`), or set evictionHard in the "
               "KubeletConfiguration; the kubelet waits five minutes before it takes pods again"};
}

MaybeProof prove_not_ready(const Examination& seen) {
  if (seen.api.node.ready) return std::nullopt;
  return Proof{seen.node,
               "the cluster counts this node as not ready",
               {seen.api.node.why},
               "the kubelet's journal says more: `journalctl -u kubelet -n 50`"};
}

MaybeProof prove_proxy(const Examination& seen) {
  if (auto proof = exited_here(seen, kProxy)) return proof;
  return pods_of(
      seen, kProxy, "Services are not reached from where it does not run",
      "`kubectl -n kube-system logs -l k8s-app=kube-proxy --tail 20`; its configuration is "
      "the ConfigMap kube-system/kube-proxy");
}

MaybeProof prove_dns(const Examination& seen) {
  if (auto proof = exited_here(seen, "coredns")) return proof;
  return pods_of(
      seen, kDns, "names of the cluster may not be found",
      "`kubectl -n kube-system logs -l k8s-app=kube-dns --tail 20`; its configuration is "
      "the ConfigMap kube-system/coredns");
}

MaybeProof prove_other_pods(const Examination& seen) {
  Proof proof;
  for (const auto& pod : seen.api.pods) {
    if (pod.app == kProxy || pod.app == kDns) continue;
    if (proof.subject.empty()) proof.subject = pod.name;
    proof.shown_by.push_back(pod.name + ": " + pod.why);
  }
  if (proof.shown_by.empty()) return std::nullopt;
  proof.what = "it is not ready";
  proof.remedy = "`kubectl -n kube-system describe pod " + proof.subject + "`";
  return proof;
}

}  // namespace kcluster
