#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "config/types.h"

/// kubeadm.k8s.io/v1beta4 JoinConfiguration as the user writes it: an empty string or list means
/// "not given". What depends on the node is filled in by plan/settle_join.h.
namespace kcluster {

/// A bootstrap token: "<id>.<secret>".
struct JoinToken {
  std::string id;                        ///< six characters of a-z0-9, public
  std::shared_ptr<const Secret> secret;  ///< sixteen
  /// The whole text, as a bearer token. The token must be given.
  std::shared_ptr<const Secret> bearer() const;
};

/// The cluster is known by a token and, unless that is waived, by its authority's public key.
struct TokenDiscovery {
  JoinToken token;
  std::string api_server_endpoint;          ///< "192.168.1.20:6443"
  std::vector<std::string> ca_cert_hashes;  ///< "sha256:<hex>" of a SubjectPublicKeyInfo
  bool unsafe_skip_ca_verification = false;
};

/// How a joining node comes to know the cluster: one of `token` and `file` is given.
struct Discovery {
  std::optional<TokenDiscovery> token;
  std::string file;                        ///< kubeConfigPath: a path or an https URL
  std::optional<JoinToken> tls_bootstrap;  ///< speaks for the node until it has a certificate
};

struct JoinControlPlane {
  ApiEndpoint local_api;
  std::shared_ptr<const Secret> certificate_key;  ///< 64 hex digits; null: files are there already
};

struct JoinConfiguration {
  bool dry_run = false;
  NodeRegistration node;
  std::string ca_cert_path = "/etc/kubernetes/pki/ca.crt";
  Discovery discovery;
  std::optional<JoinControlPlane> control_plane;  ///< nullopt: a worker
  std::vector<std::string> skip_phases;
  std::string patches_directory;
  Timeouts timeouts;
};

/// What a file says of a join, and what is worth a warning.
struct LoadedJoin {
  JoinConfiguration config;
  std::vector<Finding> warnings;
};

/// Reads the JoinConfiguration of a file; kubeadm's other kinds are checked and left aside with a
/// warning, v1beta3 is read as the v1beta4 it would be migrated to. Throws one Error (exit usage)
/// with all faults as findings, each with key path and "source:line".
LoadedJoin load_join(std::string_view text, std::string_view source);

/// ClusterConfiguration as a cluster keeps it in kubeadm-config; unknown keys are passed over, as a
/// newer kubeadm may have written it. Throws Error naming `source` for anything else.
ClusterConfiguration load_stored_cluster(std::string_view text, std::string_view source);

/// All faults of the values by kubeadm's rules, named by key path, without a place.
std::vector<Finding> validate_join(const JoinConfiguration& config);

/// What `kubeadm config print join-defaults` prints, but for the node's name.
std::string print_join_defaults();

/// kubeadm join's flags as typed; nullopt or false means "not given". Lists are split at commas.
struct JoinFlags {
  std::optional<std::string> endpoint;  ///< the argument api-server-endpoint
  std::optional<std::string> apiserver_advertise_address;
  std::optional<unsigned> apiserver_bind_port;
  std::optional<std::string> certificate_key;
  std::optional<std::string> config;
  std::optional<std::string> cri_socket;
  std::optional<std::string> discovery_file;
  std::optional<std::string> discovery_token;
  std::vector<std::string> discovery_token_ca_cert_hash;
  bool discovery_token_unsafe_skip_ca_verification = false;
  std::optional<std::string> node_name;
  std::optional<std::string> patches;
  std::optional<std::string> tls_bootstrap_token;
  std::optional<std::string> token;  ///< for both token flags when they are not given
  std::vector<std::string> ignore_preflight_errors;  ///< added to the file's
  std::vector<std::string> skip_phases;              ///< instead of the file's, when given
  bool control_plane = false;
  bool dry_run = false;
};

/// The configuration with the flags laid over it; flags that do nothing are warnings. Throws Error (exit usage): when --config is mixed
/// with flags or an argument that kubeadm does not allow beside it, or with all faults of the
/// result, their place being the flag.
LoadedJoin merge_join_flags(LoadedJoin loaded, const JoinFlags& flags);

}  // namespace kcluster
