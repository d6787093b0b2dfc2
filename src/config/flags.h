#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/types.h"

namespace kcluster {

/// kubeadm init's flags as typed; nullopt or false means "not given". Lists are split at commas.
struct InitFlags {
  std::optional<std::string> apiserver_advertise_address;
  std::optional<unsigned> apiserver_bind_port;
  std::optional<std::vector<std::string>> apiserver_cert_extra_sans;
  std::optional<std::string> cert_dir;
  std::optional<std::string> certificate_key;
  std::optional<std::string> config;
  std::optional<std::string> control_plane_endpoint;
  std::optional<std::string> cri_socket;
  std::optional<std::string> feature_gates;  ///< "Name=true,Other=false"
  std::optional<std::string> image_repository;
  std::optional<std::string> kubernetes_version;
  std::optional<std::string> node_name;
  std::optional<std::string> patches;
  std::optional<std::string> pod_network_cidr;
  std::optional<std::string> service_cidr;
  std::optional<std::string> service_dns_domain;
  std::optional<std::string> token;
  std::optional<std::string> token_ttl;
  std::vector<std::string> ignore_preflight_errors;  ///< added to the file's
  std::vector<std::string> skip_phases;              ///< instead of the file's, when given
  bool dry_run = false;
  bool upload_certs = false;  ///< says nothing about the configuration, like the next two
  bool skip_certificate_key_print = false;
  bool skip_token_print = false;
};

/// The configuration with the flags laid over it. Throws Error (exit usage): when --config is mixed
/// with a flag that kubeadm does not allow beside it (the error names them), or with all faults of
/// the result as findings, their place being the flag.
Config merge_flags(Config config, const InitFlags& flags);

}  // namespace kcluster
