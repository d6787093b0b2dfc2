#include "manifest/static_pod.h"

#include <algorithm>

#include "base/error.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "manifest/patches.h"
#include "manifest/pod_form.h"

namespace kcluster {
namespace {

constexpr const char* kProbePort = "probe-port";
constexpr int kSystemNodeCritical = 2000001000;

struct Rhythm {
  unsigned delay, failures, period;  // seconds, times, seconds
};

Json probe(const StaticPodPlan& pod, const std::string& path, Rhythm rhythm) {
  Json get = {{"path", path}, {"port", kProbePort}, {"scheme", pod.probe_scheme}};
  if (!pod.probe_host.empty()) get["host"] = pod.probe_host;
  Json out = {{"httpGet", get},
              {"timeoutSeconds", 15},
              {"failureThreshold", rhythm.failures},
              {"periodSeconds", rhythm.period}};
  if (rhythm.delay) out["initialDelaySeconds"] = rhythm.delay;
  return out;
}

void add_probes(const StaticPodPlan& pod, Json& container) {
  if (!pod.live_path.empty()) container["livenessProbe"] = probe(pod, pod.live_path, {10, 8, 10});
  if (!pod.ready_path.empty()) container["readinessProbe"] = probe(pod, pod.ready_path, {0, 3, 1});
  if (!pod.startup_path.empty())
    container["startupProbe"] = probe(pod, pod.startup_path, {10, pod.startup_failures, 10});
}

Json mounts(const StaticPodPlan& pod) {
  Json out = Json::array();
  for (const auto& volume : pod.volumes) {
    Json mount = {{"name", volume.name}, {"mountPath", volume.mount_path}};
    if (volume.read_only) mount["readOnly"] = true;
    out.push_back(std::move(mount));
  }
  return out;
}

Json volumes(std::vector<HostVolume> all) {
  std::sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.name < b.name; });
  Json out = Json::array();
  for (const auto& volume : all)
    out.push_back(
        {{"name", volume.name}, {"hostPath", {{"path", volume.host_path}, {"type", volume.type}}}});
  return out;
}

Json variable_spec(const EnvVar& variable) {
  Json spec = variable.spec;
  spec["name"] = variable.name;
  if (const auto value = spec.find("value"); value != spec.end() && *value == "") spec.erase(value);
  const Json::json_pointer field("/valueFrom/fieldRef");
  if (spec.contains(field)) spec[field].emplace("apiVersion", "v1");
  return spec;
}

Json environment(const std::vector<EnvVar>& variables) {
  Json out = Json::array();
  for (const auto& variable : variables) out.push_back(variable_spec(variable));
  return out;
}

Json container(const StaticPodPlan& pod) {
  Json requests = {{"cpu", pod.cpu}};
  if (!pod.memory.empty()) requests["memory"] = pod.memory;
  Json out = {
      {"name", pod.name},
      {"image", pod.image},
      {"imagePullPolicy", "IfNotPresent"},
      {"command", pod.command},
      {"ports",
       Json::array(
           {{{"name", kProbePort}, {"containerPort", pod.probe_port}, {"protocol", "TCP"}}})},
      {"resources", {{"requests", requests}}},
      {"volumeMounts", mounts(pod)}};
  if (!pod.env.empty()) out["env"] = environment(pod.env);
  add_probes(pod, out);
  return out;
}

}  // namespace

Json static_pod(const StaticPodPlan& plan) {
  Json metadata = {{"name", plan.name},
                   {"namespace", names::kube_system},
                   {"labels", {{"component", plan.name}, {"tier", "control-plane"}}}};
  if (!plan.annotations.empty()) metadata["annotations"] = plan.annotations;
  return {{"apiVersion", "v1"},
          {"kind", "Pod"},
          {"metadata", metadata},
          {"spec",
           {{"containers", Json::array({container(plan)})},
            {"hostNetwork", true},
            {"priority", kSystemNodeCritical},
            {"priorityClassName", "system-node-critical"},
            {"securityContext", {{"seccompProfile", {{"type", "RuntimeDefault"}}}}},
            {"volumes", volumes(plan.volumes)}}},
          {"status", Json::object()}};
}

Json patched_pod(const StaticPodPlan& plan, std::span<const PatchFile> patches) {
  Json pod = pod_form(apply_patches(static_pod(plan), plan.name, patches));
  if (const auto fault = pod_fault(pod))
    throw Error(
        plan.name + " is no valid pod once its patches and extraEnvs are in: " + *fault,
        "correct that field; what YAML reads as a number or true and false, as n, y, on or 8080, "
        "must be quoted where text is meant",
        Exit::usage);
  return pod;
}

std::string manifest_path(const std::string& component) {
  return std::string(paths::manifests) + "/" + component + ".yaml";
}

}  // namespace kcluster
