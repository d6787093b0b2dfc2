#include <future>

#include "base/attempt.h"
#include "base/json_in.h"
#include "host/rfc3339.h"
#include "observe/examine_parts.h"

namespace kcluster {
namespace {

using Role = Examination::Role;

constexpr Seconds kSettling{60};  // a pod that has just been made is not ready yet
constexpr const char* kWebhookLists[] = {
    "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
    "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"};

template <class Part>
struct Looked {
  Part part;
  Unseen unseen;
};

Looked<Examination::NodeObject> look_at_node(const Client& api, const std::string& name) {
  Looked<Examination::NodeObject> seen;
  const auto node = attempt([&] { return api.get("/api/v1/nodes/" + name); });
  if (!node) {
    seen.unseen.push_back("this node's object: " + node.why);
    return seen;
  }
  seen.part.registered = node->has_value();
  if (!*node) return seen;
  for (const auto& condition : list_in(**node, "/status/conditions")) {
    const auto type = string_in(condition, "/type"), status = string_in(condition, "/status");
    if (type.ends_with("Pressure") && status == "True") seen.part.pressures.insert(type);
    if (type != "Ready" || status == "True") continue;
    seen.part.ready = false;
    seen.part.why = string_in(condition, "/message");
  }
  for (const auto& address : list_in(**node, "/status/addresses"))
    seen.part.addresses.push_back(string_in(address, "/address"));
  return seen;
}

std::string why_not_ready(const Json& pod, const Json& ready) {
  for (const auto& container : list_in(pod, "/status/containerStatuses"))
    if (const auto reason = string_in(container, "/state/waiting/reason"); !reason.empty()) {
      const auto message = string_in(container, "/state/waiting/message");
      return message.empty() ? reason : reason + ": " + message;
    }
  return string_in(ready, "/message");
}

bool has_settled(const Json& pod, Time now) {
  const auto made = parse_time(string_in(pod, "/metadata/creationTimestamp"));
  return made && now - *made > kSettling;
}

/// Static pods are told by the node itself.
void add_pod(const Json& pod, Time now, std::vector<Examination::Pod>& pods) {
  if (string_in(pod, "/metadata/labels/tier") == "control-plane" || !has_settled(pod, now)) return;
  const auto phase = string_in(pod, "/status/phase");
  if (phase == "Succeeded" || pod.contains(Json::json_pointer("/metadata/deletionTimestamp")))
    return;
  const auto* ready = of_type(list_in(pod, "/status/conditions"), "Ready");
  if (ready && string_in(*ready, "/status") == "True") return;
  const auto why = ready ? why_not_ready(pod, *ready) : "it is " + phase;
  pods.push_back({string_in(pod, "/metadata/name"), string_in(pod, "/metadata/labels/k8s-app"),
                  why.empty() ? "it is " + phase : why});
}

/// A kubelet may list those of its own node alone.
Looked<std::vector<Examination::Pod>> look_at_pods(const Client& api, Role role,
                                                   const std::string& node, Time now) {
  Looked<std::vector<Examination::Pod>> seen;
  const auto path = role == Role::control_plane
                        ? std::string("/api/v1/namespaces/kube-system/pods")
                        : "/api/v1/pods?fieldSelector=spec.nodeName%3D" + node;
  const auto list = attempt([&] { return api.get(path).value_or(Json::object()); });
  if (!list) {
    seen.unseen.push_back("pods: " + list.why);
    return seen;
  }
  for (const auto& pod : list_in(*list, "/items"))
    if (string_in(pod, "/metadata/namespace") == "kube-system") add_pod(pod, now, seen.part);
  return seen;
}

bool has_endpoints(const Client& api, const std::string& name_space, const std::string& name) {
  const auto slices =
      api.get("/apis/discovery.k8s.io/v1/namespaces/" + name_space +
              "/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D" + name)
          .value_or(Json::object());
  for (const auto& slice : list_in(slices, "/items"))
    for (const auto& endpoint : list_in(slice, "/endpoints")) {
      const auto& ready = value_in(endpoint, "/conditions/ready");
      if (!ready.is_boolean() || ready.get<bool>()) return true;
    }
  return false;
}

void add_webhooks(const Json& configuration, const Client& api,
                  std::vector<Examination::Webhook>& dead) {
  for (const auto& hook : list_in(configuration, "/webhooks")) {
    const auto space = string_in(hook, "/clientConfig/service/namespace");
    const auto service = string_in(hook, "/clientConfig/service/name");
    if (service.empty() || string_in(hook, "/failurePolicy") == "Ignore") continue;
    if (!has_endpoints(api, space, service))
      dead.push_back({string_in(configuration, "/metadata/name"), space + "/" + service});
  }
}

Looked<std::vector<Examination::Webhook>> look_at_webhooks(const Client& api) {
  Looked<std::vector<Examination::Webhook>> seen;
  for (const auto* path : kWebhookLists) {
    const auto done = attempt([&] {
      const auto list = api.get(path).value_or(Json::object());
      for (const auto& each : list_in(list, "/items")) add_webhooks(each, api, seen.part);
      return true;
    });
    if (!done) seen.unseen.push_back("webhooks: " + done.why);
  }
  return seen;
}

template <class Part>
Part taken(Looked<Part>&& seen, Unseen& unseen) {
  unseen.insert(unseen.end(), seen.unseen.begin(), seen.unseen.end());
  return std::move(seen.part);
}

}  // namespace

// Each asked at once: with an ill etcd every answer takes as long as patience allows.
void examine_objects(const Client& api, Role role, const std::string& node, Time now,
                     ApiFindings& found) {
  const auto in_thread = std::launch::async;
  auto object = std::async(in_thread, [&] { return look_at_node(api, node); });
  auto pods = std::async(in_thread, [&] { return look_at_pods(api, role, node, now); });
  if (role == Role::control_plane)
    found.api.dead_webhooks = taken(look_at_webhooks(api), found.unseen);
  found.api.node = taken(object.get(), found.unseen);
  found.api.pods = taken(pods.get(), found.unseen);
}

}  // namespace kcluster
