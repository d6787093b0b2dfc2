#include "plan/renewal.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "kubernetes/names.h"
#include "pki/table.h"
#include "plan/certificates.h"
#include "plan/kubeconfigs.h"

namespace kcluster {
namespace {

constexpr std::string_view kAuthority = "ca", kEtcdAuthority = "etcd-ca";
constexpr std::string_view kKubelet = "kubelet";
constexpr std::string_view kKubeletClient = "apiserver-kubelet-client";

bool of_etcd(const CertificateRow& row) {
  return row.name == kEtcdAuthority || row.authority == kEtcdAuthority;
}

void add_pair(const CertificateRow& row, const std::string& folder, RenewalPlan& plan) {
  const auto base = folder + "/" + std::string(row.file);
  if (row.authority.empty())
    plan.authorities.push_back({std::string(row.name), base + ".crt", base + ".key"});
  else
    plan.rows.push_back({std::string(row.name),
                         base + ".crt",
                         base + ".key",
                         std::string(row.authority),
                         {},
                         RenewalRow::Keeper::control_plane});
}

void add_kubeconfig(const KubeconfigRow& row, std::string_view folder, RenewalPlan& plan) {
  const auto keeper =
      row.name == kKubelet ? RenewalRow::Keeper::kubelet : RenewalRow::Keeper::control_plane;
  const std::string file(row.file);
  plan.rows.push_back(
      {file, std::string(folder) + "/" + file, "", std::string(kAuthority), {}, keeper});
}

template <class Rows>
void sort_by_name(Rows& rows) {
  std::sort(rows.begin(), rows.end(), [](auto& a, auto& b) { return a.name < b.name; });
}

template <class Rows>
auto& named(const Rows& rows, std::string_view name) {
  std::vector<std::string> known;
  for (const auto& row : rows) {
    if (row.name == name) return row;
    known.push_back(row.name);
  }
  const auto near = did_you_mean(name, known);
  throw Error("this cluster has no certificate \"" + std::string(name) + "\"",
              near ? "did you mean " + *near + "?" : "give all, or some of: " + join(known, ", "),
              Exit::usage);
}

}  // namespace

const RenewalRow& RenewalPlan::row(std::string_view name) const { return named(rows, name); }

const RenewalAuthority& RenewalPlan::authority(std::string_view name) const {
  return named(authorities, name);
}

RenewalPlan plan_renewal(const ClusterConfiguration& cluster, std::string_view kubeconfigs) {
  RenewalPlan plan;
  Config config;
  config.cluster = cluster;
  plan.algorithm = settled_algorithm(config);
  plan.validity = cluster.certificate_validity;
  for (const auto& row : certificate_table())
    if (!cluster.external_etcd || !of_etcd(row)) add_pair(row, cluster.certificates_dir, plan);
  for (const auto& row : kubeconfig_table()) add_kubeconfig(row, kubeconfigs, plan);
  sort_by_name(plan.authorities);
  sort_by_name(plan.rows);
  return plan;
}

void drop_kubelet_client_group(RenewalPlan& plan) {
  for (auto& row : plan.rows)
    if (row.name == kKubeletClient) row.dropped = {names::cluster_admins};
}

}  // namespace kcluster
