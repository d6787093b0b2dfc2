#include "phases/certs.h"

#include "base/error.h"
#include "base/text.h"
#include "phases/authority.h"

namespace kcluster {
namespace {

CertificateSpec spec_of(const CertificatePlan& row, Time now) {
  using std::chrono::floor;
  using std::chrono::seconds;
  const auto today = floor<seconds>(now);
  return {row.subject, row.sans, row.usages, today - certificate_backdate,
          today + floor<seconds>(row.validity)};
}

std::optional<Authority> authority_of(const CertificatesPlan& plan, std::string_view name,
                                      const Files& files, Time now) {
  const auto& row = plan.row(name);
  return read_authority(files, row.certificate, row.key, now);
}

const char* word(Usage usage) {
  return usage == Usage::server_auth ? "server authentication" : "client authentication";
}

void check_purpose(const CertificatePlan& row, const Certificate& leaf) {
  const auto remedy = "remove it and its key to have new ones made, or give one that fits";
  const auto missing = missing_sans(leaf.sans(), row.sans);
  if (!missing.empty())
    throw Error(row.certificate + " lacks the name " + join(missing, ", "), remedy);
  for (const auto usage : row.usages)
    if (!leaf.allows(usage))
      throw Error(row.certificate + " is not meant for " + word(usage), remedy);
}

void check_leaf(const CertificatesPlan& plan, const CertificatePlan& row,
                const std::vector<Certificate>& chain, const std::optional<Key>& key,
                const Authority& authority, Time now) {
  if (!key)
    throw Error(row.key + " is missing, the key of " + row.certificate,
                "put it back, or remove the certificate to have both made");
  if (!chain.front().matches(*key))
    throw Error(row.key + " is not the key of " + row.certificate,
                "give the pair that belongs together, or remove both to have new ones made");
  check_signed(chain, std::span(authority.certificates).first(1), row.certificate,
               plan.row(row.authority).certificate, now);
  check_purpose(row, chain.front());
}

void write_certificate(Files& files, const CertificatePlan& row, const Certificate& made) {
  files.write(row.certificate, made.pem(), {0644, Secrecy::open});
}

/// The key that lies there, perhaps without its certificate after a crash, else a new one.
Key take_key(const CertificatesPlan& plan, const CertificatePlan& row, Files& files) {
  if (auto key = read_key(files, row.key)) return std::move(*key);
  auto key = Key::make(plan.algorithm);
  write_key(files, row.key, key);
  return key;
}

void authority(const CertificatesPlan& plan, const CertificatePlan& row, Files& files, Time now) {
  if (authority_of(plan, row.name, files, now)) return;
  const auto key = take_key(plan, row, files);
  write_certificate(files, row, Certificate::authority(spec_of(row, now), key));
}

Error no_authority(const CertificatesPlan& plan, const CertificatePlan& row) {
  return Error(
      plan.row(row.authority).certificate + " does not exist, the authority of " + row.certificate,
      "make it first: kcluster init phase certs " + row.authority);
}

Error cannot_sign(const CertificatesPlan& plan, const CertificatePlan& row) {
  const auto& authority = plan.row(row.authority);
  return Error(
      row.certificate + " does not exist, and without " + authority.key + " it cannot be made here",
      "the authority " + authority.certificate + " is external: have it sign " + row.certificate +
          " and give " + row.key + " with it");
}

void leaf(const CertificatesPlan& plan, const CertificatePlan& row, Files& files, Time now) {
  const auto issuer = authority_of(plan, row.authority, files, now);
  if (!issuer) throw no_authority(plan, row);
  if (const auto chain = read_certificates(files, row.certificate))
    return check_leaf(plan, row, *chain, read_key(files, row.key), *issuer, now);
  if (!issuer->key) throw cannot_sign(plan, row);
  const auto key = take_key(plan, row, files);
  write_certificate(
      files, row,
      Certificate::leaf(spec_of(row, now), key, issuer->certificates.front(), *issuer->key));
}

}  // namespace

void certificate(const CertificatesPlan& plan, std::string_view name, Files& files, Time now) {
  const auto& row = plan.row(name);
  row.authority.empty() ? authority(plan, row, files, now) : leaf(plan, row, files, now);
}

bool external_authority(const CertificatesPlan& plan, std::string_view name, const Files& files) {
  const auto& row = plan.row(name);
  return files.look(row.certificate) && !files.look(row.key);
}

}  // namespace kcluster
