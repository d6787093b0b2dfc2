#include "phases/renew_certs.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "kube/kubeconfig.h"
#include "phases/authority.h"
#include "phases/pair.h"
#include "status/expiration.h"

namespace kcluster {
namespace {

using Ending = Renewal::Outcome;

/// A certificate on its way to be renewed.
struct Due {
  const RenewalRow* row = nullptr;
  Certificate old;
  std::optional<Key> key;  ///< the new one
};

std::optional<Certificate> present(const RenewalRow& row, const Files& files) {
  if (!row.embedded()) {
    const auto chain = read_certificates(files, row.certificate);
    return chain ? std::optional(chain->front()) : std::nullopt;
  }
  const auto text = files.read(row.certificate);
  const auto pem = text ? embedded_certificate(*text, row.certificate) : std::nullopt;
  if (!pem) return std::nullopt;
  return Certificate::parse(*pem, "the client certificate of " + row.certificate).front();
}

bool can_sign(const RenewalAuthority& authority, const Files& files) {
  if (is_external(authority, files)) return false;
  if (files.look(authority.certificate)) return true;
  throw Error(authority.certificate + " does not exist, so nothing can be signed",
              "bring the authority back, from a backup or from another control plane");
}

bool made_since(const Certificate& certificate, const std::optional<Moment>& begun) {
  return begun && certificate.not_before() + certificate_backdate >= *begun;
}

// what has ended again since then is not fresh any more
Ending judge(const RenewalPlan& plan, const RenewalRow& row, const std::optional<Certificate>& old,
             const Files& files, Time now) {
  if (!old) return files.look(row.certificate) ? Ending::elsewhere : Ending::missing;
  if (made_since(*old, plan.begun) && !period_fault(*old, now)) return Ending::fresh;
  return can_sign(plan.authority(row.authority), files) ? Ending::renewed : Ending::external;
}

CertificateSpec spec_of(const RenewalPlan& plan, const Due& due, Time now) {
  auto subject = due.old.subject();
  std::erase_if(subject.organizations, [&](const std::string& one) {
    const auto& dropped = due.row->dropped;
    return std::find(dropped.begin(), dropped.end(), one) != dropped.end();
  });
  const auto today = std::chrono::floor<Seconds>(now);
  return {std::move(subject), due.old.sans(), due.old.usages(), today - certificate_backdate,
          today + std::chrono::floor<Seconds>(plan.validity)};
}

/// Empty: the kubeconfig trusts the authority already.
std::string new_trust(const RenewalRow& row, const Authority& authority, const Files& files) {
  const auto trusted = read_kubeconfig(row.certificate, files).authorities;
  const auto& ours = authority.certificates.front();
  if (!trusted.empty())
    for (const auto& one : Certificate::parse(trusted, row.certificate))
      if (one == ours) return {};
  return ours.pem();
}

void put_into_kubeconfig(const RenewalRow& row, const Authority& authority, const Key& key,
                         const Certificate& made, Files& files) {
  const Secret old(files.read(row.certificate).value_or(""));
  const Secret text(with_client(old.reveal(), row.certificate, {made.pem(), key.pem()},
                                new_trust(row, authority, files)));
  files.write(row.certificate, text.reveal(), {0600, Secrecy::secret});
}

/// Authorities that were read already, by name.
class Signers {
 public:
  Signers(const RenewalPlan& plan, const Files& files, Time now)
      : plan_(plan), files_(files), now_(now) {}

  const Authority& of(const RenewalRow& row) {
    auto& found = read_[row.authority];
    if (!found) {
      const auto& authority = plan_.authority(row.authority);
      found = read_authority(files_, authority.certificate, authority.key, now_);
    }
    return *found;
  }

 private:
  const RenewalPlan& plan_;
  const Files& files_;
  Time now_;
  std::map<std::string, std::optional<Authority>> read_;
};

Moment put(const RenewalPlan& plan, const Due& due, const Authority& authority, Files& files,
           Time now) {
  const auto made = Certificate::leaf(spec_of(plan, due, now), *due.key,
                                      authority.certificates.front(), *authority.key);
  if (due.row->embedded())
    put_into_kubeconfig(*due.row, authority, *due.key, made, files);
  else
    replace_pair(due.row->key, *due.key, due.row->certificate, made, files);
  return made.not_after();
}

}  // namespace

std::vector<Renewal> renew_certificates(const RenewalPlan& plan, std::span<const std::string> names,
                                        Files& files, Time now) {
  finish_pair(files);
  std::vector<Renewal> all;
  std::vector<Due> due;
  for (const auto& name : names) {
    const auto& row = plan.row(name);
    const auto old = present(row, files);
    all.push_back({name, judge(plan, row, old, files, now), old ? old->not_after() : Moment{}});
    if (all.back().outcome == Ending::renewed) due.push_back({&row, *old, std::nullopt});
  }
  in_parallel(due.size(), [&](std::size_t i) { due[i].key = Key::make(plan.algorithm); });
  Signers signers(plan, files, now);
  for (const auto& each : due) {
    const auto until = put(plan, each, signers.of(*each.row), files, now);
    for (auto& one : all)
      if (one.name == each.row->name) one.until = until;
  }
  return all;
}

Renewal renew_certificate(const RenewalPlan& plan, std::string_view name, Files& files, Time now) {
  const std::string names[] = {std::string(name)};
  return renew_certificates(plan, names, files, now).front();
}

void require_signers(const RenewalPlan& plan, std::span<const std::string> names,
                     const Files& files, Time now) {
  for (const auto& name : names) {
    const auto& row = plan.row(name);
    if (!files.look(row.certificate)) continue;
    const auto& authority = plan.authority(row.authority);
    if (!can_sign(authority, files))
      throw Error(authority.key + " is not on this node, so " + name + " cannot be signed here",
                  "have who keeps it sign what `kcluster certs generate-csr` makes, put the "
                  "certificates in their places and restart the kubelet and the control plane");
    const auto chain = read_certificates(files, authority.certificate);
    if (const auto fault = period_fault(chain->front(), now))
      throw Error("the authority " + authority.certificate + " itself is " + *fault,
                  "nothing it signs is trusted: make a new certificate of it with its own key "
                  "(openssl x509 -in " +
                      authority.certificate + " -signkey " + authority.key +
                      " -days 3650 -out NEW), put it in the place of the old one on every node, "
                      "then run the same command again");
  }
}

std::vector<std::string> expiring(const RenewalPlan& plan, std::span<const std::string> names,
                                  Seconds within, const Files& files, Time now) {
  const auto limit = std::chrono::floor<Seconds>(now) + within;
  std::vector<std::string> found;
  for (const auto& name : names) {
    const auto certificate = present(plan.row(name), files);
    if (certificate && certificate->not_after() <= limit) found.push_back(name);
  }
  return found;
}

}  // namespace kcluster
