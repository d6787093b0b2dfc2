#include "status/certificates.h"

#include <algorithm>

#include "base/attempt.h"
#include "kubernetes/paths.h"
#include "pki/certificate.h"
#include "pki/table.h"

namespace kcluster {
namespace {

constexpr const char* kKubeconfigs[] = {paths::admin_conf, paths::super_admin_conf,
                                        paths::controller_manager_conf, paths::scheduler_conf,
                                        paths::kubelet_conf};

CertificateStatus of_leaf(const std::string& file, const std::string& pem) {
  const auto leaf = Certificate::parse(pem, file).front();
  return {file, leaf.not_after(), leaf.is_authority()};
}

/// nullopt: there is no such file, or no certificate in it.
std::optional<CertificateStatus> of_file(const std::string& path, const Files& files) {
  const auto pem = files.read(path);
  return pem ? std::optional(of_leaf(path, *pem)) : std::nullopt;
}

std::optional<CertificateStatus> of_kubeconfig(const std::string& path, const Files& files) {
  if (!files.look(path)) return std::nullopt;
  const auto config = read_kubeconfig(path, files);
  if (config.certificate.empty()) return std::nullopt;
  return of_leaf(path, config.certificate);
}

}  // namespace

std::vector<CertificateStatus> node_certificates(const Files& files,
                                                 std::vector<std::string>& unseen) {
  std::vector<CertificateStatus> found;
  const auto add = [&](auto&& look) {
    const auto seen = attempt(look);
    if (!seen)
      unseen.push_back(seen.why);
    else if (*seen)
      found.push_back(**seen);
  };
  for (const auto& row : certificate_table())
    add([&] {
      return of_file(std::string(paths::pki) + "/" + std::string(row.file) + ".crt", files);
    });
  for (const auto* path : kKubeconfigs) add([&] { return of_kubeconfig(path, files); });
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.expires < b.expires; });
  return found;
}

}  // namespace kcluster
