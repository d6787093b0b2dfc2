#include "plan/certificates.h"

#include <algorithm>

#include "base/error.h"
#include "base/net.h"
#include "config/print.h"
#include "kubernetes/names.h"
#include "kubernetes/traits.h"
#include "pki/table.h"
#include "plan/endpoint.h"

namespace kcluster {
namespace {

// Of two ranges only the first: the Service "kubernetes" has one address, of the first family.
std::vector<std::string> service_ips(const std::string& ranges) {
  const auto cidrs = parse_cidrs(ranges);
  if (!cidrs || cidrs->empty() || !nth_ip(cidrs->front(), 1))
    throw Error("networking.serviceSubnet \"" + ranges + "\" has no address for the API server",
                "give one or two ranges such as 10.96.0.0/12", Exit::usage);
  return {nth_address(cidrs->front(), 1)};
}

SanSources sources(const Config& config) {
  const auto& cluster = config.cluster;
  SanSources from;
  from.node_name = config.init.node.name;
  from.dns_domain = cluster.networking.dns_domain;
  from.advertise_address = config.init.local_api.advertise_address;
  from.service_ips = service_ips(cluster.networking.service_subnet);
  from.control_plane_host = endpoint_host(cluster.control_plane_endpoint);
  from.api_server_extra = cluster.api_server.cert_sans;
  from.etcd_server_extra = cluster.local_etcd.server_cert_sans;
  from.etcd_peer_extra = cluster.local_etcd.peer_cert_sans;
  return from;
}

CertificatePlan plan_row(const CertificateRow& row, const SanSources& from, const Config& config) {
  const auto& cluster = config.cluster;
  const auto base = cluster.certificates_dir + "/" + std::string(row.file);
  CertificatePlan plan;
  plan.name = row.name;
  plan.certificate = base + ".crt";
  plan.key = base + ".key";
  plan.authority = row.authority;
  plan.subject.common_name = row.common_name.empty() ? from.node_name : row.common_name;
  if (row.name == "apiserver-kubelet-client" &&
      does(cluster.kubernetes_version, Trait::kubelet_client_is_admin))
    plan.subject.organizations = {names::cluster_admins};
  if (row.sans) plan.sans = tidy(row.sans(from));
  plan.usages.assign(row.usages.begin(), row.usages.end());
  plan.validity =
      row.authority.empty() ? cluster.ca_certificate_validity : cluster.certificate_validity;
  return plan;
}

bool of_etcd(const CertificateRow& row) {
  return row.name == "etcd-ca" || row.authority == "etcd-ca";
}

}  // namespace

const CertificatePlan& CertificatesPlan::row(std::string_view name) const {
  for (const auto& row : rows)
    if (row.name == name) return row;
  throw Error("this cluster has no certificate \"" + std::string(name) + "\"");
}

bool CertificatesPlan::has(std::string_view name) const {
  return std::any_of(rows.begin(), rows.end(), [&](auto& row) { return row.name == name; });
}

Algorithm settled_algorithm(const Config& settled) {
  const auto name = std::string(key_algorithm(settled.cluster));
  if (const auto algorithm = parse_algorithm(name)) return *algorithm;
  throw Error("encryptionAlgorithm \"" + name + "\" is not known",
              "give RSA-2048, RSA-3072, RSA-4096, ECDSA-P256 or ECDSA-P384", Exit::usage);
}

CertificatesPlan plan_certificates(const Config& settled) {
  CertificatesPlan plan;
  plan.folder = settled.cluster.certificates_dir;
  plan.algorithm = settled_algorithm(settled);
  plan.service_account_key = plan.folder + "/sa.key";
  plan.service_account_public = plan.folder + "/sa.pub";
  const auto from = sources(settled);
  for (const auto& row : certificate_table())
    if (!settled.cluster.external_etcd || !of_etcd(row))
      plan.rows.push_back(plan_row(row, from, settled));
  return plan;
}

}  // namespace kcluster
