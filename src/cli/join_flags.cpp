#include <CLI/App.hpp>

#include "cli/bundle.h"
#include "cli/join.h"

namespace kcluster {

void add_authority_flags(CLI::App& c, JoinFlags& f) {
  c.add_option("--discovery-token-ca-cert-hash", f.discovery_token_ca_cert_hash,
               "sha256:… of the public key of the cluster's authority; may be repeated")
      ->delimiter(',')
      ->allow_extra_args(false);
  c.add_flag("--discovery-token-unsafe-skip-ca-verification",
             f.discovery_token_unsafe_skip_ca_verification,
             "trust whoever knows the token, without such a hash");
}

namespace {

void add_discovery_flags(CLI::App& c, JoinFlags& f) {
  c.add_option("--token", f.token,
               "the bootstrap token, id.secret, to find the cluster and to ask it "
               "for a certificate");
  c.add_option("--discovery-token", f.discovery_token, "the token to find the cluster by");
  add_authority_flags(c, f);
  c.add_option("--discovery-file", f.discovery_file,
               "a kubeconfig, by path or https URL, to find the cluster by");
  c.add_option("--tls-bootstrap-token", f.tls_bootstrap_token,
               "the token to ask the cluster for a certificate with");
}

void add_control_plane_flags(CLI::App& c, JoinFlags& f) {
  c.add_flag("--control-plane", f.control_plane, "make this node a further control plane");
  c.add_option("--apiserver-advertise-address", f.apiserver_advertise_address,
               "the address its API server says it is at; default: that of the default route");
  c.add_option("--apiserver-bind-port", f.apiserver_bind_port, "its API server's port");
  c.add_option("--certificate-key", f.certificate_key,
               "64 hex digits that open the shared certificates");
}

void add_node_flags(CLI::App& c, JoinFlags& f) {
  c.add_option("--config", f.config, "a kubeadm configuration file");
  c.add_option("--cri-socket", f.cri_socket, "the container runtime's socket");
  c.add_option("--node-name", f.node_name, "this node's name; default: the host name");
  c.add_option("--patches", f.patches, "a folder of patches for what is laid down");
  c.add_option("--ignore-preflight-errors", f.ignore_preflight_errors,
               "checks whose errors are warnings, comma separated; all for every one")
      ->delimiter(',')
      ->allow_extra_args(false);
  c.add_option("--skip-phases", f.skip_phases, "phases to leave out, comma separated")
      ->delimiter(',')
      ->allow_extra_args(false);
  c.add_flag("--dry-run", f.dry_run, "show what would be done, change nothing");
}

}  // namespace

void add_join_flags(CLI::App& command, JoinOptions& options) {
  add_discovery_flags(command, options.flags);
  add_control_plane_flags(command, options.flags);
  add_node_flags(command, options.flags);
  add_bundle_choice(command, options.bundle);
}

}  // namespace kcluster
