#include "phases/kubeconfig.h"

#include <algorithm>

#include "base/error.h"
#include "kube/kubeconfig.h"
#include "phases/authority.h"

namespace kcluster {
namespace {

std::string remedy(const KubeconfigPlan& row) {
  return "remove " + row.path + " to have it made again, or give one that fits";
}

Authority authority_of(const KubeconfigsPlan& plan, const Files& files, Time now) {
  auto authority = read_authority(files, plan.ca_certificate, plan.ca_key, now);
  if (!authority)
    throw Error(plan.ca_certificate + " does not exist, the authority of every kubeconfig",
                "make it first: kcluster init phase certs ca");
  return std::move(*authority);
}

void check_server(const KubeconfigPlan& row, const Kubeconfig& found) {
  if (found.server == row.server || (!row.other_server.empty() && found.server == row.other_server))
    return;
  throw Error(row.path + " names the server " + found.server + " instead of " + row.server,
              remedy(row));
}

void check_authorities(const KubeconfigsPlan& plan, const KubeconfigPlan& row,
                       const Kubeconfig& found, const Authority& authority) {
  if (found.authorities.empty())
    throw Error(row.path + " names no certificate authority", remedy(row));
  const auto theirs = Certificate::parse(found.authorities, row.path).front();
  const auto& ours = authority.certificates;
  if (std::find(ours.begin(), ours.end(), theirs) == ours.end())
    throw Error(row.path + " trusts another authority than " + plan.ca_certificate, remedy(row));
}

/// Users may sign in by other means (a token, a program): then there is nothing to check here.
void check_client(const KubeconfigsPlan& plan, const KubeconfigPlan& row, const Kubeconfig& found,
                  const Authority& authority, Time now) {
  if (found.certificate.empty() || !found.key) return;
  const auto place = "the client certificate of " + row.path;
  const auto chain = Certificate::parse(found.certificate, place);
  if (!chain.front().matches(Key::parse(found.key->reveal(), row.path)))
    throw Error("the key in " + row.path + " is not that of its client certificate", remedy(row));
  check_signed(chain, authority.certificates, place, plan.ca_certificate, now);
}

void check(const KubeconfigsPlan& plan, const KubeconfigPlan& row, const Authority& authority,
           const Files& files, Time now) {
  const auto found = read_kubeconfig(row.path, files);
  check_authorities(plan, row, found, authority);
  check_server(row, found);
  check_client(plan, row, found, authority, now);
}

/// As kubeadm's: valid since the authority is, not five minutes before now.
CertificateSpec spec_of(const KubeconfigsPlan& plan, const KubeconfigPlan& row,
                        const Authority& authority, Time now) {
  using std::chrono::floor;
  using std::chrono::seconds;
  const auto end = floor<seconds>(now) + floor<seconds>(plan.validity);
  return {row.subject, {}, {Usage::client_auth}, authority.certificates.front().not_before(), end};
}

Kubeconfig nobody_yet(const KubeconfigsPlan& plan, const KubeconfigPlan& row,
                      const Authority& authority) {
  Kubeconfig config;
  config.cluster = plan.cluster_name;
  config.user = row.subject.common_name;
  config.server = row.server;
  config.authorities = authority.certificates.front().pem();
  return config;
}

Kubeconfig client(const KubeconfigsPlan& plan, const KubeconfigPlan& row,
                  const Authority& authority, const Key& key, Time now) {
  const auto made = Certificate::leaf(spec_of(plan, row, authority, now), key,
                                      authority.certificates.front(), *authority.key);
  auto config = nobody_yet(plan, row, authority);
  config.certificate = made.pem();
  config.key = std::make_shared<const Secret>(key.pem());
  return config;
}

void write(const KubeconfigsPlan& plan, const KubeconfigPlan& row, const Authority& authority,
           const Key& key, Files& files, Time now) {
  const Secret text(kubeconfig_text(client(plan, row, authority, key, now)));
  files.write(row.path, text.reveal(), {0600, Secrecy::secret});
}

std::vector<const KubeconfigPlan*> missing(const KubeconfigsPlan& plan,
                                           std::span<const std::string_view> due,
                                           const Files& files) {
  std::vector<const KubeconfigPlan*> rows;
  for (const auto& row : plan.rows)
    if (std::find(due.begin(), due.end(), row.name) != due.end() && !files.look(row.path))
      rows.push_back(&row);
  return rows;
}

}  // namespace

void kubeconfig(const KubeconfigsPlan& plan, std::string_view name, Files& files, Time now) {
  const auto& row = plan.row(name);
  const auto authority = authority_of(plan, files, now);
  if (files.look(row.path)) return check(plan, row, authority, files, now);
  if (!authority.key)
    throw Error(
        row.path + " does not exist, and without " + plan.ca_key + " it cannot be made here",
        "the authority " + plan.ca_certificate + " is external: give " + row.path +
            " with a client certificate that it signed");
  write(plan, row, authority, Key::make(plan.algorithm), files, now);
}

Secret kubeconfig_for(const KubeconfigsPlan& plan, const KubeconfigPlan& row,
                      std::shared_ptr<const Secret> token, const Files& files, Time now) {
  const auto authority = authority_of(plan, files, now);
  if (token) {
    auto config = nobody_yet(plan, row, authority);
    config.token = std::move(token);
    return Secret(kubeconfig_text(config));
  }
  if (!authority.key)
    throw Error("without " + plan.ca_key + " no client certificate can be signed here",
                "the authority " + plan.ca_certificate +
                    " is external: have it sign one, or give a --token");
  return Secret(kubeconfig_text(client(plan, row, authority, Key::make(plan.algorithm), now)));
}

void make_kubeconfigs_ahead(const KubeconfigsPlan& plan, std::span<const std::string_view> due,
                            Files& files, Time now) {
  const auto rows = missing(plan, due, files);
  if (rows.empty() || !files.look(plan.ca_certificate) || !files.look(plan.ca_key)) return;
  const auto authority = authority_of(plan, files, now);
  std::vector<std::optional<Key>> keys(rows.size());
  in_parallel(rows.size(), [&](std::size_t i) { keys[i] = Key::make(plan.algorithm); });
  for (std::size_t i = 0; i < rows.size(); ++i)
    write(plan, *rows[i], authority, *keys[i], files, now);
}

}  // namespace kcluster
