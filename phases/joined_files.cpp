#include "phases/joined_files.h"

#include "base/error.h"
#include "phases/certs.h"
#include "phases/kubeconfig.h"

namespace kcluster {
namespace {

constexpr std::string_view kKubeconfigs[] = {"admin", "controller-manager", "scheduler"};

void require(const Files& files, const std::string& path) {
  if (files.look(path)) return;
  throw Error(path + " is not here, which all control planes share",
              "have it fetched with --certificate-key, or copy it from a control plane");
}

}  // namespace

void joined_certificates(const CertificatesPlan& plan, Files& files, Time now) {
  std::vector<std::string_view> due;
  for (const auto& row : plan.rows) {
    if (row.authority.empty()) require(files, row.certificate);
    due.push_back(row.name);
  }
  require(files, plan.service_account_key);
  make_keys_ahead(plan, due, files);
  for (const auto& row : plan.rows) certificate(plan, row.name, files, now);
  service_account(plan, files);
}

void joined_kubeconfigs(const KubeconfigsPlan& plan, Files& files, Time now) {
  make_kubeconfigs_ahead(plan, kKubeconfigs, files, now);
  for (const auto name : kKubeconfigs) kubeconfig(plan, name, files, now);
}

}  // namespace kcluster
