#include "status/health_probes.h"

#include <charconv>

#include "base/error.h"
#include "base/json.h"
#include "base/yaml.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "kubernetes/ports.h"
#include "plan/static_pod.h"

namespace kcluster {
namespace {

constexpr std::chrono::seconds answer_limit{3};

Json read_one(const std::string& path, const Files& files) {
  const auto text = files.read(path);
  if (auto root = text ? one_mapping(*text, path) : std::nullopt) return *root;
  throw Error("there is no usable " + path + " to take its health address from",
              "run the phases before this one: control-plane, etcd, kubelet-start");
}

std::string flag(const std::vector<std::string>& command, const std::string& name,
                 const std::string& otherwise) {
  return flag_value(command, name).value_or(otherwise);
}

unsigned port_flag(const std::vector<std::string>& command, unsigned otherwise) {
  const auto text = flag(command, "secure-port", std::to_string(otherwise));
  unsigned port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  return fault == std::errc() && end == text.data() + text.size() ? port : otherwise;
}

std::string reachable(const std::string& bind_address) {
  if (bind_address == "0.0.0.0") return "127.0.0.1";
  return bind_address == "::" ? "::1" : bind_address;
}

/// One that listens on its node alone, unless it was told otherwise.
struct LocalComponent {
  const char* name;
  unsigned port;
  const char* path;
};
constexpr LocalComponent kLocal[] = {
    {"kube-controller-manager", ports::controller_manager, "/healthz"},
    {"kube-scheduler", ports::scheduler, "/livez"},
};
constexpr const char* kApiServer = "kube-apiserver";

HealthProbe local_probe(const LocalComponent& component, const Files& files) {
  const auto command = component_command(component.name, files);
  HealthProbe probe{component.name, {}, component.path};
  probe.endpoint.url = "https://" + host_port(reachable(flag(command, "bind-address", "127.0.0.1")),
                                              port_flag(command, component.port));
  probe.endpoint.verify = Endpoint::Verify::no;
  probe.endpoint.timeout = answer_limit;
  return probe;
}

HealthProbe api_probe(const WaitPlan& plan, Endpoint api, const Files& files) {
  const auto command = component_command(kApiServer, files);
  const auto address = flag(command, "advertise-address", plan.advertise_address);
  api.url = "https://" + host_port(address, port_flag(command, plan.bind_port));
  api.timeout = answer_limit;
  return {kApiServer, std::move(api), "/readyz"};
}

}  // namespace

std::vector<std::string> component_command(const std::string& component, const Files& files) {
  const auto path = std::string(paths::manifests) + "/" + component + ".yaml";
  const auto pod = read_one(path, files);
  if (auto command = pod_command(pod, component)) return *command;
  throw Error(path + " has no container " + component, "run init phase control-plane again");
}

std::optional<HealthProbe> kubelet_probe(const Files& files) {
  const auto config = read_one(paths::kubelet_config, files);
  const auto port = config.value("healthzPort", ports::kubelet_healthz);
  if (port == 0) return std::nullopt;
  HealthProbe probe{"kubelet", {}, "/healthz"};
  const auto address = config.value("healthzBindAddress", "127.0.0.1");
  probe.endpoint.url = "http://" + host_port(reachable(address), port);
  probe.endpoint.timeout = answer_limit;
  return probe;
}

HealthProbe component_probe(const std::string& component, const WaitPlan& plan, const Endpoint& api,
                            const Files& files) {
  for (const auto& local : kLocal)
    if (component == local.name) return local_probe(local, files);
  return api_probe(plan, api, files);
}

std::vector<HealthProbe> component_probes(const WaitPlan& plan, const Endpoint& api,
                                          const Files& files) {
  std::vector<HealthProbe> probes;
  for (const auto& local : kLocal) probes.push_back(local_probe(local, files));
  probes.push_back(api_probe(plan, api, files));
  return probes;
}

}  // namespace kcluster
