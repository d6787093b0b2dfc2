#include <algorithm>

#include "base/attempt.h"
#include "base/json_in.h"
#include "etcd/health.h"
#include "kubernetes/names.h"
#include "phases/etcd_join.h"

namespace kcluster {
namespace {

constexpr const char* kPods =
    "/api/v1/namespaces/kube-system/pods?labelSelector=component%3Detcd%2Ctier%3Dcontrol-plane";
constexpr const char* kClientUrl =
    "/metadata/annotations/kubeadm.kubernetes.io~1etcd.advertise-client-urls";
constexpr Millis kPatience{3000};

std::string needed(const std::string& path, const Files& files) {
  if (auto text = files.read(path)) return *text;
  throw Error("etcd's clients need " + path + ", which is not there",
              "run the phases before this one: kcluster join phase control-plane-prepare all");
}

/// Only silence says that nobody is there; a fault of certificates is an answer, of TLS.
std::optional<Finding> unreachable(const std::string& node, const std::string& url,
                                   const Dial& dial) {
  Endpoint peer;
  peer.url = url;
  peer.verify = Endpoint::Verify::no;
  peer.timeout = kPatience;
  const auto answer = attempt([&] { return dial(peer)->get("/version").status; });
  if (!answer.silence) return std::nullopt;
  return Finding{Finding::Weight::error, "EtcdReachable", "",
                 "etcd of " + node + " cannot be reached: " + answer.why,
                 "open the port of " + url + " between the control planes"};
}

std::vector<std::string> announced(const std::string& own_url, const Client& api) {
  const auto pods = api.get(kPods).value_or(Json());
  std::vector<std::string> out;
  for (const auto& pod : list_in(pods, "/items"))
    if (auto url = string_in(pod, kClientUrl); url.starts_with("https://") && url != own_url)
      out.push_back(std::move(url));
  return out;
}

}  // namespace

// Right after an init its kubelet may not have told the API server of the static pods: it tries
// again only when it next looks at the pod.
std::vector<std::string> etcd_endpoints(const EtcdJoinPlan& plan, const Client& api,
                                        const Clock& clock) {
  std::vector<std::string> out;
  const auto limit = std::chrono::duration_cast<Millis>(plan.limit);
  clock.await("etcd of another control plane", limit, [&]() -> std::optional<std::string> {
    out = announced(plan.client_url, api);
    if (!out.empty()) return std::nullopt;
    throw Silence("the cluster shows no etcd of another control plane",
                  "look at its pods: kubectl -n kube-system get pods -l component=etcd");
  });
  return out;
}

EtcdAccess etcd_access(const EtcdJoinPlan& plan, const Client& api, const Files& files,
                       const Clock& clock) {
  EtcdAccess access;
  access.endpoints = etcd_endpoints(plan, api, clock);
  access.authorities = needed(plan.authority, files);
  access.client_certificate = needed(plan.certificate, files);
  access.client_key = std::make_shared<const Secret>(needed(plan.key, files));
  return access;
}

void check_etcd(const EtcdJoinPlan& plan, const Etcd& etcd, const Dial& dial) {
  const auto health = look_at_health(etcd);
  std::vector<Finding> findings;
  bool own = false;  // left by an earlier try, which etcd_join goes on with
  for (const auto& each : health.members) {
    const auto& member = each.member;
    const auto& peers = member.peer_urls;
    if (std::find(peers.begin(), peers.end(), plan.peer_url) != peers.end()) {
      own = true;
      continue;
    }
    for (const auto* urls : {&member.client_urls, &peers})
      for (const auto& url : *urls)
        if (auto finding = unreachable(member_label(member), url, dial))
          findings.push_back(std::move(*finding));
  }
  const auto against = health.quorum().against_adding(Etcd::Role::learner);
  if (against && !own)
    findings.push_back({Finding::Weight::error, "EtcdQuorum", "", *against,
                        "see `kcluster etcd members` on a control plane"});
  if (findings.empty()) return;
  Error error("etcd cannot take this node in", "mend what is listed, then join again");
  error.findings = std::move(findings);
  throw error;
}

}  // namespace kcluster
