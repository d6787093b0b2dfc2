#include "config/print.h"

#include "base/yaml.h"
#include "config/duration.h"
#include "config/encode.h"
#include "config/schema.h"
#include "kubernetes/traits.h"

namespace kcluster {
namespace {

Json component(const ControlPlaneComponent& part) {
  Json out = Json::object();
  put::args(out, "extraArgs", part.extra_args);
  put::envs(out, part.extra_envs);
  for (const auto& mount : part.extra_volumes) {
    Json volume = {
        {"name", mount.name}, {"hostPath", mount.host_path}, {"mountPath", mount.mount_path}};
    put::flag(volume, "readOnly", mount.read_only);
    put::text(volume, "pathType", mount.path_type);
    out["extraVolumes"].push_back(std::move(volume));
  }
  return out;
}

Json local_etcd(const LocalEtcd& etcd) {
  Json out = {{"dataDir", etcd.data_dir}};
  put::text(out, "imageRepository", etcd.image_repository);
  put::text(out, "imageTag", etcd.image_tag);
  put::args(out, "extraArgs", etcd.extra_args);
  put::envs(out, etcd.extra_envs);
  put::list(out, "serverCertSANs", etcd.server_cert_sans);
  put::list(out, "peerCertSANs", etcd.peer_cert_sans);
  return {{"local", out}};
}

Json external_etcd(const ExternalEtcd& etcd, const std::string& version) {
  Json out = {{"endpoints", etcd.endpoints},
              {"caFile", etcd.ca_file},
              {"certFile", etcd.cert_file},
              {"keyFile", etcd.key_file}};
  if (does(version, Trait::etcd_http_endpoints))
    put::list(out, "httpEndpoints", etcd.http_endpoints);
  return {{"external", out}};
}

Json networking(const Networking& networking) {
  Json out = Json::object();
  put::text(out, "serviceSubnet", networking.service_subnet);
  put::text(out, "podSubnet", networking.pod_subnet);
  put::text(out, "dnsDomain", networking.dns_domain);
  return out;
}

Json dns(const Dns& dns) {
  Json out = Json::object();
  put::text(out, "imageRepository", dns.image_repository);
  put::text(out, "imageTag", dns.image_tag);
  put::flag(out, "disabled", dns.disabled);
  return out;
}

/// kubeadm's example token; a real one never gets here.
Json example_token() {
  const BootstrapToken usual;
  return {{"token", "abcdef.0123456789abcdef"},
          {"ttl", duration_text(*usual.ttl)},
          {"usages", usual.usages},
          {"groups", usual.groups}};
}

Json example_init(const InitConfiguration& init) {
  return {{"apiVersion", kCurrentApi},
          {"kind", "InitConfiguration"},
          {"bootstrapTokens", {example_token()}},
          {"localAPIEndpoint",
           {{"advertiseAddress", init.local_api.advertise_address},
            {"bindPort", init.local_api.bind_port}}},
          {"nodeRegistration",
           {{"name", init.node.name},
            {"criSocket", init.node.cri_socket},
            {"imagePullPolicy", init.node.image_pull_policy},
            {"imagePullSerial", init.node.image_pull_serial},
            {"taints", nullptr}}},
          {"timeouts", put::timeouts(init.timeouts)}};
}

}  // namespace

Json cluster_configuration_json(const ClusterConfiguration& cluster) {
  Json out = {{"apiVersion", kCurrentApi},
              {"kind", "ClusterConfiguration"},
              {"networking", networking(cluster.networking)},
              {"apiServer", component(cluster.api_server)},
              {"controllerManager", component(cluster.controller_manager)},
              {"scheduler", component(cluster.scheduler)},
              {"dns", dns(cluster.dns)},
              {"proxy", Json::object()},
              {"certificateValidityPeriod", duration_text(cluster.certificate_validity)},
              {"caCertificateValidityPeriod", duration_text(cluster.ca_certificate_validity)}};
  out["etcd"] = cluster.external_etcd
                    ? external_etcd(*cluster.external_etcd, cluster.kubernetes_version)
                    : local_etcd(cluster.local_etcd);
  put::list(out["apiServer"], "certSANs", cluster.api_server.cert_sans);
  put::flag(out["proxy"], "disabled", cluster.proxy.disabled);
  put::text(out, "kubernetesVersion", cluster.kubernetes_version);
  put::text(out, "controlPlaneEndpoint", cluster.control_plane_endpoint);
  put::text(out, "certificatesDir", cluster.certificates_dir);
  put::text(out, "imageRepository", cluster.image_repository);
  put::list(out, "featureGates", cluster.feature_gates);
  put::text(out, "clusterName", cluster.cluster_name);
  put::text(out, "encryptionAlgorithm", cluster.encryption_algorithm);
  return out;
}

std::string_view key_algorithm(const ClusterConfiguration& cluster) {
  const auto gate = cluster.feature_gates.find("PublicKeysECDSA");
  if (gate == cluster.feature_gates.end()) return cluster.encryption_algorithm;
  return gate->second ? "ECDSA-P256" : "RSA-2048";
}

Config init_defaults() {
  Config config;
  config.init.local_api.advertise_address = "1.2.3.4";
  config.init.node.name = "node";
  config.init.node.cri_socket = "unix:///var/run/containerd/containerd.sock";
  config.cluster.kubernetes_version = "1.36.0";  // as kubeadm prints it, without v
  return config;
}

std::string print_init_defaults(std::span<const Json> components) {
  const Config config = init_defaults();
  std::string out = write_yaml(example_init(config.init));
  out += "---\n" + write_yaml(cluster_configuration_json(config.cluster));
  for (const auto& document : components) out += "---\n" + write_yaml(document);
  return out;
}

}  // namespace kcluster
