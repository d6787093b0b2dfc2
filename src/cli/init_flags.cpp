#include <CLI/App.hpp>

#include "cli/bundle.h"
#include "cli/init.h"
#include "cli/reach.h"
#include "plan/encryption.h"

namespace kcluster {
namespace {

void add_cluster_flags(CLI::App& c, InitFlags& f) {
  c.add_option("--apiserver-advertise-address", f.apiserver_advertise_address,
               "the address the API server says it is at; default: that of the default route");
  c.add_option("--apiserver-bind-port", f.apiserver_bind_port, "the API server's port");
  c.add_option("--apiserver-cert-extra-sans", f.apiserver_cert_extra_sans,
               "further names and addresses of the API server, comma separated")
      ->delimiter(',');
  c.add_option("--control-plane-endpoint", f.control_plane_endpoint,
               "a stable name or address for the whole control plane; needed to grow to several");
  c.add_option("--kubernetes-version", f.kubernetes_version,
               "the control plane's version; default: the installed kubelet's");
  c.add_option("--image-repository", f.image_repository, "where the images come from");
  c.add_option("--feature-gates", f.feature_gates, "kubeadm's feature gates, Name=true,…");
  c.add_option("--pod-network-cidr", f.pod_network_cidr, "the pods' address range");
  c.add_option("--service-cidr", f.service_cidr, "the Services' address range");
  c.add_option("--service-dns-domain", f.service_dns_domain, "the Services' DNS domain");
}

void add_node_flags(CLI::App& c, InitFlags& f) {
  c.add_option("--config", f.config, "a kubeadm configuration file");
  c.add_option("--cert-dir", f.cert_dir, "where the certificates lie");
  c.add_option("--cri-socket", f.cri_socket, "the container runtime's socket");
  c.add_option("--node-name", f.node_name, "this node's name; default: the host name");
  c.add_option("--patches", f.patches, "a folder of patches for what is laid down");
  c.add_option("--ignore-preflight-errors", f.ignore_preflight_errors,
               "checks whose errors are warnings, comma separated; all for every one")
      ->delimiter(',');
  c.add_option("--skip-phases", f.skip_phases, "phases to leave out, comma separated")
      ->delimiter(',');
  c.add_flag("--dry-run", f.dry_run, "show what would be done, change nothing");
}

void add_secret_flags(CLI::App& c, InitFlags& f) {
  c.add_option("--token", f.token, "the bootstrap token to make, id.secret; default: a random one");
  c.add_option("--token-ttl", f.token_ttl, "how long the token holds (24h0m0s), 0 for ever");
  c.add_option("--certificate-key", f.certificate_key,
               "64 hex digits that seal the shared certificates");
  c.add_flag("--upload-certs", f.upload_certs, "share the authorities with further control planes");
  c.add_flag("--skip-certificate-key-print", f.skip_certificate_key_print, "do not show that key");
  c.add_flag("--skip-token-print", f.skip_token_print, "do not show the token");
}

}  // namespace

void add_init_flags(CLI::App& command, InitOptions& options) {
  add_cluster_flags(command, options.flags);
  add_node_flags(command, options.flags);
  add_secret_flags(command, options.flags);
  add_bundle_choice(command, options.bundle);
  command.add_option("--profile", options.profile,
                     "hardened: audit log, verified kubelets, no strangers, TLS minimums")
      ->check(CLI::IsMember({"hardened"}));
  const auto kinds = encryption_kinds();
  command
      .add_flag("--encrypt-secrets{secretbox}", options.encrypt_secrets,
                "have Secrets stored encrypted, with secretbox (default), aescbc or aesgcm")
      ->check(CLI::IsMember(std::vector<std::string>(kinds.begin(), kinds.end())));
  command.add_option("--pod-network", options.pod_network, "none, bridge, or a manifest to apply")
      ->transform([](const std::string& word) {
        return word == "none" || word == "bridge" ? word : absolute(word);
      });
}

}  // namespace kcluster
