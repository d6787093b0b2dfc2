#include "plan/cluster.h"

#include "base/error.h"
#include "base/yaml.h"
#include "config/print.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "kubernetes/traits.h"
#include "plan/args.h"
#include "plan/encryption.h"
#include "plan/static_pod.h"

namespace kcluster {
namespace {

/// The files that every control plane shares, under their names in kubeadm-certs.
constexpr const char* shared[] = {"ca.crt", "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key",
                                  "sa.key", "sa.pub"};

std::vector<SharedFile> etcd_files(const ClusterConfiguration& cluster) {
  const auto& folder = cluster.certificates_dir;
  if (!cluster.external_etcd)
    return {{"etcd-ca.crt", folder + "/etcd/ca.crt"}, {"etcd-ca.key", folder + "/etcd/ca.key"}};
  const auto& etcd = *cluster.external_etcd;
  return {{"external-etcd-ca.crt", etcd.ca_file},
          {"external-etcd.crt", etcd.cert_file},
          {"external-etcd.key", etcd.key_file}};
}

void require_node_ranges(const ClusterConfiguration& cluster) {
  if (cluster.networking.pod_subnet.empty())
    throw Error(
        "--pod-network bridge needs a range for pods, and none is configured",
        "add --pod-network-cidr 10.244.0.0/16 (networking.podSubnet), or choose another network",
        Exit::usage);
  if (last_value(cluster.controller_manager.extra_args, "allocate-node-cidrs") == "false")
    throw Error(
        "--pod-network bridge needs a range of pods for each node, and the controller "
        "manager is told to give none",
        "take allocate-node-cidrs out of controllerManager.extraArgs", Exit::usage);
}

}  // namespace

ApiPlan plan_api(const Config& settled) {
  const auto& local = settled.init.local_api;
  return {paths::admin_conf, paths::super_admin_conf,
          "https://" + host_port(local.advertise_address, local.bind_port),
          settled.init.timeouts.kubernetes_api_call};
}

UploadConfigPlan plan_upload_config(const Config& settled) {
  return {write_yaml(cluster_configuration_json(settled.cluster)), write_yaml(settled.kubelet),
          !settled.kubelet_given};
}

UploadCertsPlan plan_upload_certs(const Config& settled) {
  UploadCertsPlan plan{etcd_files(settled.cluster)};
  for (const auto* name : shared)
    plan.files.push_back({name, settled.cluster.certificates_dir + "/" + name});
  if (secrets_are_encrypted(settled.cluster))
    plan.files.push_back({names::shared_encryption_config, paths::encryption_config});
  return plan;
}

MarkControlPlanePlan plan_mark_control_plane(const Config& settled) {
  const std::vector<Taint> usual{{names::control_plane_label, "", "NoSchedule"}};
  const auto& cluster = settled.cluster;
  const bool annotated =
      does(cluster.kubernetes_version, Trait::socket_annotated) &&
      !gate_enabled(cluster.feature_gates, kLocalSocketGate, cluster.kubernetes_version);
  return {settled.init.node.name, settled.init.node.taints.value_or(usual),
          annotated ? settled.init.node.cri_socket : "", settled.init.timeouts.kubernetes_api_call};
}

BootstrapTokenPlan plan_bootstrap_token(const Config& settled) {
  return {settled.init.bootstrap_tokens,
          does(settled.cluster.kubernetes_version, Trait::kubelet_client_bound)};
}

WaitPlan plan_wait_control_plane(const Config& settled) {
  const auto& init = settled.init;
  return {init.local_api.advertise_address, init.local_api.bind_port,
          init.timeouts.kubelet_health_check, init.timeouts.control_plane_component_health_check};
}

PodNetworkPlan plan_pod_network(const Config& settled, const std::string& wanted,
                                const std::string& program) {
  PodNetworkPlan plan;
  plan.limit = settled.init.timeouts.kubernetes_api_call;
  if (wanted.empty() || wanted == "none") return plan;
  plan.kind = wanted == "bridge" ? PodNetworkPlan::Kind::bridge : PodNetworkPlan::Kind::manifest;
  if (plan.kind == PodNetworkPlan::Kind::manifest) {
    plan.manifest = wanted;
    return plan;
  }
  require_node_ranges(settled.cluster);
  plan.pod_subnet = settled.cluster.networking.pod_subnet;
  plan.bridge = {settled.init.node.name, program, plan.limit};
  return plan;
}

}  // namespace kcluster
