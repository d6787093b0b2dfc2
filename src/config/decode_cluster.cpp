#include "config/decode.h"
#include "config/take.h"

namespace kcluster {
namespace {

void decode_envs(const Json& parent, std::vector<EnvVar>& target) {
  for (const auto& spec : take::objects(parent, "extraEnvs")) target.push_back(decode_env(spec));
}

void decode_volumes(const Json& parent, std::vector<HostPathMount>& target) {
  for (const auto& item : take::objects(parent, "extraVolumes")) {
    HostPathMount mount;
    take::text(item, "name", mount.name);
    take::text(item, "hostPath", mount.host_path);
    take::text(item, "mountPath", mount.mount_path);
    take::text(item, "pathType", mount.path_type);
    take::boolean(item, "readOnly", mount.read_only);
    target.push_back(std::move(mount));
  }
}

void decode_component(const Json& component, ControlPlaneComponent& target) {
  take::args(component, "extraArgs", target.extra_args);
  decode_volumes(component, target.extra_volumes);
  decode_envs(component, target.extra_envs);
}

void decode_local_etcd(const Json& local, LocalEtcd& target) {
  take::text(local, "imageRepository", target.image_repository);
  take::text(local, "imageTag", target.image_tag);
  take::text(local, "dataDir", target.data_dir);
  take::args(local, "extraArgs", target.extra_args);
  decode_envs(local, target.extra_envs);
  take::texts(local, "serverCertSANs", target.server_cert_sans);
  take::texts(local, "peerCertSANs", target.peer_cert_sans);
}

void decode_external_etcd(const Json& external, ExternalEtcd& target) {
  take::texts(external, "endpoints", target.endpoints);
  target.http_endpoints = target.endpoints;  // kubeadm's default
  take::texts(external, "httpEndpoints", target.http_endpoints);
  take::text(external, "caFile", target.ca_file);
  take::text(external, "certFile", target.cert_file);
  take::text(external, "keyFile", target.key_file);
}

void decode_etcd(const YamlDocument& yaml, ClusterConfiguration& cluster, Faults& faults) {
  const Json& etcd = take::child(yaml.root, "etcd");
  const Json& local = take::child(etcd, "local");
  const Json& external = take::child(etcd, "external");
  if (!local.is_null() && !external.is_null())
    faults.error(yaml, "/etcd/external", "stands beside etcd.local", "keep one of the two");
  decode_local_etcd(local, cluster.local_etcd);
  if (external.is_object()) decode_external_etcd(external, cluster.external_etcd.emplace());
}

void decode_networking(const Json& networking, Networking& target) {
  take::text(networking, "serviceSubnet", target.service_subnet);
  take::text(networking, "podSubnet", target.pod_subnet);
  take::text(networking, "dnsDomain", target.dns_domain);
}

void decode_gates(const Json& gates, std::map<std::string, bool>& target) {
  if (!gates.is_object()) return;
  for (const auto& [name, value] : gates.items())
    if (value.is_boolean()) target[name] = value.get<bool>();
}

}  // namespace

EnvVar decode_env(const Json& spec) {
  EnvVar out;
  take::text(spec, "name", out.name);
  out.spec = spec;
  for (auto it = out.spec.begin(); it != out.spec.end();)  // null and "" are "not given" in Go
    it = it->is_null() || *it == "" ? out.spec.erase(it) : std::next(it);
  if (const Json& from = take::child(out.spec, "valueFrom"); from.is_object()) {
    auto& target = out.spec["valueFrom"];
    if (auto it = target.find("fieldRef"); it != target.end() && it->is_object())
      if (!it->contains("apiVersion")) (*it)["apiVersion"] = "v1";
    if (auto it = target.find("resourceFieldRef"); it != target.end() && it->is_object())
      if (!it->contains("divisor")) (*it)["divisor"] = "0";
  }
  return out;
}

void decode_cluster(const YamlDocument& yaml, ClusterConfiguration& cluster, Faults& faults) {
  const Json& root = yaml.root;
  decode_etcd(yaml, cluster, faults);
  decode_networking(take::child(root, "networking"), cluster.networking);
  take::text(root, "kubernetesVersion", cluster.kubernetes_version);
  take::text(root, "controlPlaneEndpoint", cluster.control_plane_endpoint);
  const Json& api_server = take::child(root, "apiServer");
  decode_component(api_server, cluster.api_server);
  take::texts(api_server, "certSANs", cluster.api_server.cert_sans);
  decode_component(take::child(root, "controllerManager"), cluster.controller_manager);
  decode_component(take::child(root, "scheduler"), cluster.scheduler);
  const Json& dns = take::child(root, "dns");
  take::text(dns, "imageRepository", cluster.dns.image_repository);
  take::text(dns, "imageTag", cluster.dns.image_tag);
  take::boolean(dns, "disabled", cluster.dns.disabled);
  take::boolean(take::child(root, "proxy"), "disabled", cluster.proxy.disabled);
  take::text(root, "certificatesDir", cluster.certificates_dir);
  take::text(root, "imageRepository", cluster.image_repository);
  decode_gates(take::child(root, "featureGates"), cluster.feature_gates);
  take::text(root, "clusterName", cluster.cluster_name);
  take::text(root, "encryptionAlgorithm", cluster.encryption_algorithm);
  take::duration(root, "certificateValidityPeriod", cluster.certificate_validity);
  take::duration(root, "caCertificateValidityPeriod", cluster.ca_certificate_validity);
}

}  // namespace kcluster
