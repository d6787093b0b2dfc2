#include "status/expiration.h"

#include "kube/kubeconfig.h"

namespace kcluster {
namespace {

/// nullopt: there is no certificate.
std::optional<std::string> pem_at(const std::string& path, bool embedded, const Files& files) {
  if (!embedded) return files.read(path);
  if (!files.look(path)) return std::nullopt;
  auto pem = read_kubeconfig(path, files).certificate;
  return pem.empty() ? std::nullopt : std::optional(std::move(pem));
}

CertificateExpiration row(const std::string& name, const std::string& path,
                          const std::optional<std::string>& pem) {
  CertificateExpiration made;
  made.name = name;
  made.missing = !pem;
  if (pem) made.expires = Certificate::parse(*pem, path).front().not_after();
  return made;
}

CertificateExpiration leaf(const RenewalPlan& plan, const RenewalRow& of, const Files& files) {
  auto made = row(of.name, of.certificate, pem_at(of.certificate, of.embedded(), files));
  if (made.missing) return made;
  made.authority = of.authority;
  made.external = is_external(plan.authority(of.authority), files);
  return made;
}

}  // namespace

bool is_external(const RenewalAuthority& authority, const Files& files) {
  return files.look(authority.certificate) && !files.look(authority.key);
}

ExpirationInfo look_at_expiration(const RenewalPlan& plan, const Files& files) {
  ExpirationInfo info;
  for (const auto& of : plan.rows)
    if (of.keeper == RenewalRow::Keeper::control_plane)
      info.certificates.push_back(leaf(plan, of, files));
  for (const auto& of : plan.authorities) {
    auto made = row(of.name, of.certificate, files.read(of.certificate));
    made.external = is_external(of, files);
    info.authorities.push_back(std::move(made));
  }
  return info;
}

std::vector<std::string> ending(const ExpirationInfo& info, std::chrono::seconds within,
                                Moment now) {
  std::vector<std::string> names;
  for (const auto* rows : {&info.certificates, &info.authorities})
    for (const auto& one : *rows)
      if (!one.missing && one.expires <= now + within) names.push_back(one.name);
  return names;
}

}  // namespace kcluster
