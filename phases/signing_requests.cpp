#include "phases/signing_requests.h"

#include "base/error.h"
#include "kube/kubeconfig.h"
#include "phases/authority.h"
#include "pki/request.h"

namespace kcluster {
namespace {

constexpr std::string_view kCrt = ".crt";

/// "/etc/kubernetes/pki/etcd/server"
std::string base_of(const CertificatePlan& row) {
  return row.certificate.substr(0, row.certificate.size() - kCrt.size());
}

std::vector<const CertificatePlan*> leaves(const CertificatesPlan& plan) {
  std::vector<const CertificatePlan*> rows;
  for (const auto& row : plan.rows)
    if (!row.authority.empty()) rows.push_back(&row);
  return rows;
}

template <class Row>
std::vector<Key> make_keys(const std::vector<Row>& rows, Algorithm algorithm) {
  std::vector<std::optional<Key>> made(rows.size());
  in_parallel(rows.size(), [&](std::size_t i) { made[i] = Key::make(algorithm); });
  std::vector<Key> keys;
  for (auto& key : made) keys.push_back(std::move(*key));
  return keys;
}

void write_request(const std::string& base, const CertificateSubject& subject, const Sans& sans,
                   const Key& key, Files& files) {
  files.write(base + ".csr", request_pem(subject, sans, key), {0600, Secrecy::open});
}

void write_kubeconfig(const KubeconfigsPlan& plan, const KubeconfigPlan& row, const Key& key,
                      Files& files) {
  Kubeconfig config;
  config.cluster = plan.cluster_name;
  config.user = row.subject.common_name;
  config.server = row.server;
  config.key = std::make_shared<const Secret>(key.pem());
  const Secret text(kubeconfig_text(config));
  files.write(row.path, text.reveal(), {0600, Secrecy::secret});
}

}  // namespace

void require_no_requests(const CertificatesPlan& certificates, const KubeconfigsPlan& kubeconfigs,
                         const Files& files) {
  std::vector<std::string> places;
  for (const auto* row : leaves(certificates))
    places.insert(places.end(), {row->key, base_of(*row) + ".csr"});
  for (const auto& row : kubeconfigs.rows)
    places.insert(places.end(), {row.path, row.path + ".csr"});
  Error error("there is something already where requests would be written",
              "remove what is named, or give other folders (--cert-dir, --kubeconfig-dir)");
  for (const auto& place : places)
    if (files.look(place))
      error.findings.push_back({Finding::Weight::error, place, "", "exists", ""});
  if (!error.findings.empty()) throw error;
}

std::vector<std::string> request_certificates(const CertificatesPlan& plan, Files& files) {
  const auto rows = leaves(plan);
  const auto keys = make_keys(rows, plan.algorithm);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    write_key(files, rows[i]->key, keys[i]);
    write_request(base_of(*rows[i]), rows[i]->subject, rows[i]->sans, keys[i], files);
    names.push_back(base_of(*rows[i]).substr(plan.folder.size() + 1));
  }
  return names;
}

std::vector<std::string> request_kubeconfigs(const KubeconfigsPlan& plan, Files& files) {
  const auto keys = make_keys(plan.rows, plan.algorithm);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < plan.rows.size(); ++i) {
    const auto& row = plan.rows[i];
    write_kubeconfig(plan, row, keys[i], files);
    write_request(row.path, row.subject, {}, keys[i], files);
    names.push_back(Path(row.path).filename().string());
  }
  return names;
}

}  // namespace kcluster
