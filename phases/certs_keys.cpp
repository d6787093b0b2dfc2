#include <algorithm>
#include <vector>

#include "base/error.h"
#include "phases/authority.h"
#include "phases/certs.h"
#include "pki/table.h"

namespace kcluster {
namespace {

using Due = std::span<const std::string_view>;

bool is_due(Due due, std::string_view name) {
  return std::find(due.begin(), due.end(), name) != due.end();
}

/// Whether the row's authority signs here by the time it is the row's turn.
bool will_sign(const CertificatesPlan& plan, const CertificatePlan& row, Due due,
               const Files& files) {
  if (row.authority.empty()) return true;
  if (files.look(plan.row(row.authority).key)) return true;
  return is_due(due, row.authority) && !external_authority(plan, row.authority, files);
}

std::vector<Path> missing_keys(const CertificatesPlan& plan, Due due, const Files& files) {
  std::vector<Path> paths;
  for (const auto& row : plan.rows)
    if (is_due(due, row.name) && !files.look(row.certificate) && !files.look(row.key) &&
        will_sign(plan, row, due, files))
      paths.emplace_back(row.key);
  if (is_due(due, service_account_name) && !files.look(plan.service_account_key) &&
      !files.look(plan.service_account_public))
    paths.emplace_back(plan.service_account_key);
  return paths;
}

}  // namespace

void make_keys_ahead(const CertificatesPlan& plan, Due due, Files& files) {
  const auto paths = missing_keys(plan, due, files);
  std::vector<std::optional<Key>> keys(paths.size());
  in_parallel(paths.size(), [&](std::size_t i) { keys[i] = Key::make(plan.algorithm); });
  for (std::size_t i = 0; i < paths.size(); ++i) write_key(files, paths[i], *keys[i]);
}

void service_account(const CertificatesPlan& plan, Files& files) {
  auto key = read_key(files, plan.service_account_key);
  const auto existing = files.read(plan.service_account_public);
  if (!key && existing)
    throw Error(plan.service_account_key + " is missing, the key of " + plan.service_account_public,
                "put it back, or remove the public key to have both made");
  if (key && existing) {
    if (key->matches_public(*existing, plan.service_account_public)) return;
    throw Error(
        plan.service_account_public + " is not the public key of " + plan.service_account_key,
        "remove it to have it made from the private key");
  }
  if (!key) {
    key = Key::make(plan.algorithm);
    write_key(files, plan.service_account_key, *key);
  }
  files.write(plan.service_account_public, key->public_pem(), {0600, Secrecy::open});
}

}  // namespace kcluster
