#include "phases/bootstrap_token.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "kube/bootstrap_token.h"
#include "host/rfc3339.h"
#include "kube/cluster_info.h"
#include "kube/objects.h"
#include "kubernetes/names.h"

namespace kcluster {
namespace {

/// Who may do what because of a token or a node's certificate.
struct Binding {
  const char* name;
  const char* role;
  Subject subject;
};
const Binding bindings[] = {
    {"kubeadm:get-nodes", "kubeadm:get-nodes", {"Group", names::bootstrappers}},
    {"kubeadm:kubelet-bootstrap", "system:node-bootstrapper", {"Group", names::bootstrappers}},
    {"kubeadm:node-autoapprove-bootstrap",
     "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
     {"Group", names::bootstrappers}},
    {"kubeadm:node-autoapprove-certificate-rotation",
     "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
     {"Group", names::nodes}},
};
const Binding kubelet_client{"kubeadm:apiserver-kubelet-client",
                             "system:kubelet-api-admin",
                             {"User", "kube-apiserver-kubelet-client"}};
constexpr const char* info_role = "kubeadm:bootstrap-signer-clusterinfo";

void bind(const Binding& row, Client& api) {
  api.create_or_update(cluster_role_binding(row.name, row.role, row.subject));
}

std::string expiry(const BootstrapToken& token, Time now) {
  if (token.expires.empty())
    return token.ttl && token.ttl->count() > 0
               ? rfc3339(now + std::chrono::duration_cast<Seconds>(*token.ttl))
               : "";
  if (auto time = utc(token.expires)) return *time;
  throw Error(
      "bootstrap token " + token.id + " expires at \"" + token.expires + "\", which is no time",
      "write it as 2026-11-22T14:30:24Z", Exit::usage);
}

/// The same token that has not run out yet, but for the moment it expires at.
bool renewed_only(const Json& live, Json wanted, Time now) {
  const auto expires = live.value("data", Json::object()).value("expiration", "");
  if (expires.empty() || unbase64(expires).value_or("") <= rfc3339(now)) return false;
  wanted["data"]["expiration"] = expires;
  return says_already(live, wanted);
}

void put_token(const BootstrapToken& token, Client& api, Time now) {
  const auto secret = token_secret(token_of(token, now));
  const auto live = api.get(api.path_of(secret));
  if (live && token.expires.empty() && secret["data"].contains("expiration") &&
      renewed_only(*live, secret, now))
    return;
  api.create_or_update(secret);
}

void put_cluster_info(const BootstrapTokenPlan& plan, const Kubeconfig& admin, Client& api,
                      Time now) {
  std::vector<TokenSecret> signers;
  for (const auto& token : plan.tokens)
    if (std::count(token.usages.begin(), token.usages.end(), "signing") > 0)
      signers.push_back(token_of(token, now));
  const auto info = cluster_info(admin, signers);
  if (api.create_or_keep(info)) return;
  api.change(api.path_of(info), [&](Json& live) {
    auto& data = live["data"];
    if (!data.is_object() || data.value("kubeconfig", Json()) != info["data"]["kubeconfig"])
      data = Json::object();  // signatures of another kubeconfig
    auto merged = info["data"];
    merged.update(data);
    data = merged;
  });
}

}  // namespace

void draw_if_missing(BootstrapToken& token) {
  if (token.secret) return;
  auto fresh = make_token();
  token.id = fresh.id;
  token.secret = std::make_shared<const Secret>(std::move(fresh.secret));
}

TokenSecret token_of(const BootstrapToken& token, Time now) {
  return {token.id,           token.secret, token.description,
          expiry(token, now), token.usages, token.groups};
}

void bootstrap_token(const BootstrapTokenPlan& plan, const std::string& admin_conf,
                     const Files& files, Client& api, const Clock& clock) {
  for (const auto& token : plan.tokens) put_token(token, api, clock.now());
  bind_joining_nodes(plan, api);
  put_cluster_info(plan, read_kubeconfig(admin_conf, files), api, clock.now());
  show_cluster_info(api);
}

void bind_joining_nodes(const BootstrapTokenPlan& plan, Client& api) {
  api.create_or_update(cluster_role_to_get("kubeadm:get-nodes", "nodes"));
  for (const auto& row : bindings) bind(row, api);
  if (plan.kubelet_client_bound) bind_kubelet_client(api);
}

void bind_kubelet_client(Client& api) { bind(kubelet_client, api); }

void show_cluster_info(Client& api) {
  api.create_or_update(
      role_to_get(names::kube_public, info_role, "configmaps", names::cluster_info));
  api.create_or_update(role_binding(names::kube_public, info_role, {{"User", "system:anonymous"}}));
}

}  // namespace kcluster
