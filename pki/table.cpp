#include "pki/table.h"

#include "base/net.h"

namespace kcluster {
namespace {

constexpr Usage server[] = {Usage::server_auth};
constexpr Usage client[] = {Usage::client_auth};
// etcd also dials itself with its server certificate.
constexpr Usage both[] = {Usage::server_auth, Usage::client_auth};

void add(Sans& sans, const std::string& name) {
  if (name.empty()) return;
  (parse_ip(name) ? sans.ips : sans.dns).push_back(name);
}

void add_all(Sans& sans, const std::vector<std::string>& names) {
  for (const auto& name : names) add(sans, name);
}

Sans api_server(const SanSources& from) {
  Sans sans;
  add_all(sans, {from.node_name, "kubernetes", "kubernetes.default", "kubernetes.default.svc"});
  if (!from.dns_domain.empty()) add(sans, "kubernetes.default.svc." + from.dns_domain);
  add_all(sans, from.service_ips);
  add(sans, from.advertise_address);
  add(sans, from.control_plane_host);
  add_all(sans, from.api_server_extra);
  return sans;
}

Sans etcd(const SanSources& from, const std::vector<std::string>& extra) {
  Sans sans;
  add_all(sans, {from.node_name, "localhost", from.advertise_address, "127.0.0.1", "::1"});
  add_all(sans, extra);
  return sans;
}

Sans etcd_server(const SanSources& from) { return etcd(from, from.etcd_server_extra); }
Sans etcd_peer(const SanSources& from) { return etcd(from, from.etcd_peer_extra); }

// clang-format off
const CertificateRow rows[] = {
    // name, summary, file, authority, common name (empty: the node's), usages, names
    {"ca", "make the cluster's certificate authority", "ca", "", "kubernetes", {}},
    {"apiserver", "make the API server's certificate", "apiserver", "ca", "kube-apiserver", server, api_server},
    {"apiserver-kubelet-client", "make the certificate the API server shows to kubelets", "apiserver-kubelet-client", "ca", "kube-apiserver-kubelet-client", client},
    {"front-proxy-ca", "make the front proxy's certificate authority", "front-proxy-ca", "", "front-proxy-ca", {}},
    {"front-proxy-client", "make the front proxy's certificate", "front-proxy-client", "front-proxy-ca", "front-proxy-client", client},
    {"etcd-ca", "make etcd's certificate authority", "etcd/ca", "", "etcd-ca", {}},
    {"etcd-server", "make etcd's certificate for its clients", "etcd/server", "etcd-ca", "", both, etcd_server},
    {"etcd-peer", "make etcd's certificate for its peers", "etcd/peer", "etcd-ca", "", both, etcd_peer},
    {"etcd-healthcheck-client", "make the certificate that etcd's health is asked with", "etcd/healthcheck-client", "etcd-ca", "kube-etcd-healthcheck-client", client},
    {"apiserver-etcd-client", "make the certificate the API server shows to etcd", "apiserver-etcd-client", "etcd-ca", "kube-apiserver-etcd-client", client},
};
// clang-format on

}  // namespace

std::span<const CertificateRow> certificate_table() { return rows; }

}  // namespace kcluster
