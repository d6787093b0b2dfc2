#include "status/components.h"

#include <algorithm>
#include <future>

#include "base/attempt.h"
#include "base/json_in.h"
#include "host/rfc3339.h"
#include "kube/readiness.h"
#include "kubernetes/paths.h"
#include "status/health_probes.h"

namespace kcluster {
namespace {

constexpr const char* kEtcd = "etcd";
constexpr const char* kApiServer = "kube-apiserver";
constexpr const char* kComponents[] = {kApiServer, "kube-controller-manager", "kube-scheduler"};
constexpr Seconds kUsualLease{15};
constexpr const char* kAdvertised =
    "/metadata/annotations/kubeadm.kubernetes.io~1kube-apiserver.advertise-address.endpoint";

ComponentStatus ask(const StatusEyes& eyes, const std::string& node, HealthProbe probe) {
  ComponentStatus status{node, probe.component};
  probe.endpoint.timeout = eyes.patience;
  const auto answer = attempt([&] { return eyes.http(probe.endpoint)->get(probe.path); });
  status.well = answer && answer->ok();
  if (!answer)
    status.why = answer.why;
  else if (!status.well)
    status.why = probe.endpoint.url + probe.path + " answers " + std::to_string(answer->status);
  return status;
}

/// Each in a thread of its own: one that does not answer holds no other up.
std::vector<ComponentStatus> ask_all(const StatusEyes& eyes,
                                     const std::vector<std::pair<std::string, HealthProbe>>& all) {
  std::vector<std::future<ComponentStatus>> asked;
  for (const auto& [node, probe] : all)
    asked.push_back(std::async(std::launch::async, [&eyes, &node = node, &probe = probe] {
      return ask(eyes, node, probe);
    }));
  std::vector<ComponentStatus> answers;
  for (auto& each : asked) answers.push_back(each.get());
  return answers;
}

/// An API server is asked who it is by the cluster's authorities, and needs no credentials of ours.
Endpoint api_endpoint(const StatusEyes& eyes, const std::string& address) {
  Endpoint endpoint;
  endpoint.url = "https://" + address;
  if (eyes.cluster) endpoint.authorities = eyes.cluster->authorities;
  return endpoint;
}

void add_reason(MirrorPod& pod, const Json& item) {
  const auto said = readiness(item);
  pod.ready = said.ready;
  pod.why = said.why;
  if (!pod.ready && pod.why.empty()) pod.why = "its pod is " + string_in(item, "/status/phase");
}

bool is_control_plane(const Files& files) {
  return std::any_of(std::begin(kComponents), std::end(kComponents), [&](const char* name) {
    return files.look(std::string(paths::manifests) + "/" + name + ".yaml").has_value();
  });
}

}  // namespace

std::vector<ComponentStatus> own_components(const StatusEyes& eyes, const std::string& node) {
  const bool control_plane = is_control_plane(eyes.files);
  std::vector<std::pair<std::string, HealthProbe>> probes;
  std::vector<ComponentStatus> unasked;
  if (const auto kubelet = attempt([&] { return kubelet_probe(eyes.files); }); kubelet && *kubelet)
    probes.emplace_back(node, **kubelet);
  auto api = api_endpoint(eyes, "");
  if (!eyes.cluster) api.verify = Endpoint::Verify::no;
  for (const auto* name : kComponents) {
    if (!control_plane) break;
    const auto probe = attempt([&] { return component_probe(name, {}, api, eyes.files); });
    if (probe)
      probes.emplace_back(node, *probe);
    else
      unasked.push_back({node, name, ComponentStatus::Evidence::answer, false, false, probe.why});
  }
  auto all = ask_all(eyes, probes);
  all.insert(all.end(), unasked.begin(), unasked.end());
  return all;
}

std::vector<MirrorPod> mirror_pods(const Json& pod_list) {
  std::vector<MirrorPod> pods;
  for (const auto& item : list_in(pod_list, "/items")) {
    MirrorPod pod{string_in(item, "/spec/nodeName"), string_in(item, "/metadata/labels/component")};
    pod.address = string_in(item, kAdvertised);
    add_reason(pod, item);
    pods.push_back(std::move(pod));
  }
  return pods;
}

std::string lease_holder(const Json& lease, Time now) {
  const auto holder = string_in(lease, "/spec/holderIdentity");  // NODE_UUID
  const auto renewed = parse_time(string_in(lease, "/spec/renewTime"));
  const auto& duration = value_in(lease, "/spec/leaseDurationSeconds");
  const auto span =
      duration.is_number_integer() ? Seconds(duration.get<std::int64_t>()) : kUsualLease;
  if (!renewed || now > *renewed + span) return {};
  return holder.substr(0, holder.find('_'));
}

std::vector<ComponentStatus> other_components(const StatusEyes& eyes, const std::string& own_node,
                                              const std::vector<MirrorPod>& pods) {
  std::vector<std::pair<std::string, HealthProbe>> servers;
  std::vector<ComponentStatus> judged;
  for (const auto& pod : pods) {
    if (pod.node == own_node || pod.component == kEtcd) continue;
    if (pod.component == kApiServer && !pod.address.empty())
      servers.push_back({pod.node, {kApiServer, api_endpoint(eyes, pod.address), "/readyz"}});
    else
      judged.push_back(
          {pod.node, pod.component, ComponentStatus::Evidence::pod, pod.ready, false, pod.why});
  }
  auto all = ask_all(eyes, servers);
  all.insert(all.end(), judged.begin(), judged.end());
  return all;
}

}  // namespace kcluster
