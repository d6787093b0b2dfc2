#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/secret.h"

/// kubeadm.k8s.io/v1beta4 as the user writes it. Names and meanings are kubeadm's (its v1beta4 API
/// reference); an empty string or list means "not given". What depends on the node (advertise
/// address, node name, socket, Kubernetes version) is filled in by plan/settle.h.
namespace kcluster {

using Duration = std::chrono::nanoseconds;  ///< metav1.Duration: "4m0s", "8760h"

struct Arg {
  std::string name, value;
};  ///< one command line flag; names may repeat
struct EnvVar {
  std::string name;
  Json spec;
};  ///< spec: the whole core/v1 EnvVar object
struct HostPathMount {
  std::string name, host_path, mount_path, path_type;
  bool read_only = false;
};

struct ControlPlaneComponent {
  std::vector<Arg> extra_args;
  std::vector<HostPathMount> extra_volumes;
  std::vector<EnvVar> extra_envs;
};
struct ApiServer : ControlPlaneComponent {
  std::vector<std::string> cert_sans;
};

struct LocalEtcd {
  std::string image_repository, image_tag, data_dir = "/var/lib/etcd";
  std::vector<Arg> extra_args;
  std::vector<EnvVar> extra_envs;
  std::vector<std::string> server_cert_sans, peer_cert_sans;
};
struct ExternalEtcd {
  std::vector<std::string> endpoints, http_endpoints;
  std::string ca_file, cert_file, key_file;
};

struct Networking {
  std::string service_subnet = "10.96.0.0/12";  ///< one or two CIDRs, comma separated
  std::string pod_subnet, dns_domain = "cluster.local";
};
struct Dns {
  std::string image_repository, image_tag;
  bool disabled = false;
};
struct Proxy {
  bool disabled = false;
};

struct ClusterConfiguration {
  LocalEtcd local_etcd;
  std::optional<ExternalEtcd> external_etcd;
  Networking networking;
  std::string kubernetes_version;      ///< "v1.36.3"; empty until settled
  std::string control_plane_endpoint;  ///< "host[:port]"
  ApiServer api_server;
  ControlPlaneComponent controller_manager, scheduler;
  Dns dns;
  Proxy proxy;
  std::string certificates_dir = "/etc/kubernetes/pki";
  std::string image_repository = "registry.k8s.io";
  std::map<std::string, bool> feature_gates;
  std::string cluster_name = "kubernetes";
  std::string encryption_algorithm = "RSA-2048";
  Duration certificate_validity = std::chrono::hours(8760);
  Duration ca_certificate_validity = std::chrono::hours(87600);
};

struct Taint {
  std::string key, value, effect;
};
struct NodeRegistration {
  std::string name, cri_socket;
  std::optional<std::vector<Taint>> taints;  ///< nullopt: the control-plane taint; empty: none
  std::vector<Arg> kubelet_extra_args;
  std::vector<std::string> ignore_preflight_errors;
  std::string image_pull_policy = "IfNotPresent";
  bool image_pull_serial = true;
};
struct ApiEndpoint {
  std::string advertise_address;
  unsigned bind_port = 6443;
};
struct BootstrapToken {
  std::string id;                        ///< six characters, public
  std::shared_ptr<const Secret> secret;  ///< sixteen characters
  std::string description;
  std::optional<Duration> ttl = std::chrono::hours(24);  ///< zero: never expires
  std::string expires;                                   ///< RFC 3339, instead of ttl
  std::vector<std::string> usages{"signing", "authentication"};
  std::vector<std::string> groups{"system:bootstrappers:kubeadm:default-node-token"};
};
struct Timeouts {
  Duration control_plane_component_health_check = std::chrono::minutes(4);
  Duration kubelet_health_check = std::chrono::minutes(4);
  Duration kubernetes_api_call = std::chrono::minutes(1);
  Duration etcd_api_call = std::chrono::minutes(2);
  Duration tls_bootstrap = std::chrono::minutes(5);
  Duration discovery = std::chrono::minutes(5);
  Duration upgrade_manifests = std::chrono::minutes(5);
};

struct InitConfiguration {
  std::vector<BootstrapToken> bootstrap_tokens;  ///< empty until settled: one made by init
  bool dry_run = false;
  NodeRegistration node;
  ApiEndpoint local_api;
  std::shared_ptr<const Secret> certificate_key;  ///< 64 hex digits; null: made by upload-certs
  std::vector<std::string> skip_phases;
  std::string patches_directory;
  Timeouts timeouts;
};

/// One kubeadm configuration file (or none, all defaults).
struct Config {
  InitConfiguration init;
  ClusterConfiguration cluster;
  Json kubelet =
      Json::object();           ///< KubeletConfiguration as the user wrote it, unknown fields kept
  Json proxy = Json::object();  ///< KubeProxyConfiguration likewise
  /// The user gave such a document; one that is all defaults is marked in the cluster by its hash.
  bool kubelet_given = false, proxy_given = false;
};

}  // namespace kcluster
