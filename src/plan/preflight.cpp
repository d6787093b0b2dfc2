#include "plan/preflight.h"

#include "base/error.h"
#include "base/text.h"
#include "kubernetes/paths.h"
#include "kubernetes/ports.h"
#include "kubernetes/versions.h"
#include "pki/table.h"
#include "plan/endpoint.h"
#include "plan/kubeconfigs.h"

namespace kcluster {
namespace {

constexpr const char* kPods[] = {"kube-apiserver", "kube-controller-manager", "kube-scheduler",
                                 "etcd"};

// A flag outweighs the configuration file, and the last of equal flags the others.
std::string argument(const std::vector<Arg>& args, std::string_view name, std::string otherwise) {
  for (const auto& arg : args)
    if (arg.name == name) otherwise = arg.value;
  return otherwise;
}

// Plain text of a setting whatever its type is; "" when it is not there.
std::string setting(const Json& document, const char* key) {
  const auto it = document.find(key);
  if (it == document.end() || it->is_null()) return "";
  return it->is_string() ? it->get<std::string>() : it->dump();
}

std::string kubelet_setting(const Config& config, const char* key, std::string_view flag) {
  return argument(config.init.node.kubelet_extra_args, flag, setting(config.kubelet, key));
}

unsigned port_of(const std::string& text, unsigned otherwise) {
  const bool digits =
      !text.empty() && text.size() < 6 && text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? static_cast<unsigned>(std::stoul(text)) : otherwise;
}

std::vector<PortNeed> kubelet_ports(const Config& config) {
  return {
      {port_of(kubelet_setting(config, "port", "port"), ports::kubelet), "the kubelet", "kubelet"},
      {port_of(kubelet_setting(config, "healthzPort", "healthz-port"), ports::kubelet_healthz),
       "the kubelet's health", "kubelet"}};
}

std::vector<PortNeed> node_ports(const Config& config) {
  const auto& cluster = config.cluster;
  const auto secure = [](const ControlPlaneComponent& component, unsigned otherwise) {
    return port_of(argument(component.extra_args, "secure-port", ""), otherwise);
  };
  std::vector<PortNeed> out{
      {config.init.local_api.bind_port, "the API server", "kube-apiserver"},
      {secure(cluster.scheduler, ports::scheduler), "the scheduler", "kube-scheduler"},
      {secure(cluster.controller_manager, ports::controller_manager), "the controller manager",
       "kube-controller-manager"}};
  for (auto& need : kubelet_ports(config)) out.push_back(std::move(need));
  if (cluster.external_etcd) return out;
  out.push_back({ports::etcd_client, "etcd's clients", "etcd"});
  out.push_back({ports::etcd_peer, "etcd's members", "etcd"});
  out.push_back({ports::etcd_metrics, "etcd's health", "etcd"});
  return out;
}

std::vector<std::string> pod_files() {
  std::vector<std::string> out;
  for (const auto* pod : kPods) out.push_back(std::string(paths::manifests) + "/" + pod + ".yaml");
  return out;
}

// etcd's quota is 2 GB; the images of a control plane and of a few addons unpack to about as much.
std::vector<DiskNeed> disks(const ClusterConfiguration& cluster) {
  std::vector<DiskNeed> out{{paths::kubelet, "the kubelet's folder", 0, 1 * gigabyte, 10}};
  if (!cluster.external_etcd)
    out.push_back({cluster.local_etcd.data_dir, "etcd's data", 8 * gigabyte, 2 * gigabyte, 0});
  return out;
}

// Beta and on since 1.31, locked since 1.34 (KubeletCgroupDriverFromCRI).
bool follows_runtime(const Config& config, const std::optional<std::string>& kubelet) {
  const auto version = kubelet ? Version::parse(*kubelet) : std::nullopt;
  if (!version || version->minor >= 34) return true;
  const auto gates = config.kubelet.find("featureGates");
  const auto gate =
      gates == config.kubelet.end() ? "" : setting(*gates, "KubeletCgroupDriverFromCRI");
  return gate.empty() ? version->minor >= 31 : gate == "true";
}

std::vector<AuthorityNeed> authorities(const ClusterConfiguration& cluster) {
  const std::string pki = cluster.certificates_dir + "/";
  std::vector<AuthorityNeed> out;
  for (const auto& authority : certificate_table()) {
    if (!authority.authority.empty()) continue;
    if (authority.name == "etcd-ca" && cluster.external_etcd) continue;
    const std::string base = pki + std::string(authority.file);
    AuthorityNeed need{base + ".crt", base + ".key", {}};
    for (const auto& row : certificate_table())
      if (row.authority == authority.name)
        for (const char* end : {".crt", ".key"})
          need.files.push_back(pki + std::string(row.file) + end);
    if (authority.name == "ca")
      for (const auto& row : kubeconfig_table())
        if (row.name !=
            "super-admin")  // kubeadm, too, does without: admin.conf may have all rights
          need.files.push_back(std::string(paths::kubernetes) + "/" + std::string(row.file));
    out.push_back(std::move(need));
  }
  return out;
}

void add_external_etcd(const ClusterConfiguration& cluster, CheckPlan& plan) {
  if (!cluster.external_etcd) {
    plan.etcd_data = cluster.local_etcd.data_dir;
    return;
  }
  const auto& etcd = *cluster.external_etcd;
  for (const auto& file : {etcd.ca_file, etcd.cert_file, etcd.key_file})
    if (!file.empty()) plan.etcd_client_files.push_back(file);
  plan.external_etcd = {etcd.http_endpoints, etcd.ca_file, etcd.cert_file, etcd.key_file};
}

void add_kubelet(const Config& config, const Seen& seen, CheckPlan& plan) {
  plan.kubelet_version = seen.kubelet_version;
  plan.fail_swap_on = kubelet_setting(config, "failSwapOn", "fail-swap-on") != "false";
  plan.fail_cgroup_v1 = kubelet_setting(config, "failCgroupV1", "fail-cgroupv1") != "false";
  plan.follows_runtime = follows_runtime(config, seen.kubelet_version);
  const auto driver = kubelet_setting(config, "cgroupDriver", "cgroup-driver");
  if (!driver.empty()) plan.cgroup_driver = driver;
}

}  // namespace

CheckPlan plan_checks(const Config& settled, const Seen& seen, Beginning beginning) {
  const auto& cluster = settled.cluster;
  CheckPlan plan;
  plan.beginning = beginning;
  plan.ports = node_ports(settled);
  plan.absent_files = pod_files();
  plan.disks = disks(cluster);
  plan.cri_socket = settled.init.node.cri_socket;
  plan.node_name = settled.init.node.name;
  plan.advertise_address = settled.init.local_api.advertise_address;
  plan.endpoint_host = endpoint_host(cluster.control_plane_endpoint);
  plan.kubernetes_version = cluster.kubernetes_version;
  plan.pod_ranges = parse_cidrs(cluster.networking.pod_subnet).value_or(std::vector<Cidr>{});
  plan.service_ranges =
      parse_cidrs(cluster.networking.service_subnet).value_or(std::vector<Cidr>{});
  if (!cluster.proxy.disabled) plan.proxy_mode = setting(settled.proxy, "mode");
  plan.authorities = authorities(cluster);
  add_external_etcd(cluster, plan);
  add_kubelet(settled, seen, plan);
  return plan;
}

PreflightPlan plan_preflight(const Config& settled, const Seen& seen, Beginning beginning) {
  return {plan_checks(settled, seen, beginning), settled.init.node.ignore_preflight_errors};
}

PullPlan plan_pull(const Config& settled, std::vector<std::string> images) {
  const auto& node = settled.init.node;
  PullPlan plan;
  plan.images = std::move(images);
  plan.order = node.image_pull_serial ? PullPlan::Order::serial : PullPlan::Order::parallel;
  plan.ignored = node.ignore_preflight_errors;
  if (node.image_pull_policy == "Always")
    plan.policy = PullPlan::Policy::always;
  else if (node.image_pull_policy == "Never")
    plan.policy = PullPlan::Policy::never;
  else if (node.image_pull_policy != "IfNotPresent" && !node.image_pull_policy.empty())
    throw Error("unknown imagePullPolicy \"" + node.image_pull_policy + "\"",
                "write Always, IfNotPresent or Never", Exit::usage);
  return plan;
}

}  // namespace kcluster
