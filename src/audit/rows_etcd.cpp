#include "audit/checks.h"
#include "audit/rows.h"
#include "audit/verdicts.h"

namespace kcluster {
namespace {

using Weight = AuditRow::Weight;

std::string pki(const AuditEvidence& seen, const char* file) { return seen.pki + "/etcd/" + file; }

template <class Check>
Verdict of_etcd(const AuditEvidence& seen, const Check& check) {
  return seen.external_etcd ? unneeded("etcd is external") : check(seen.etcd);
}

/// One authority for both lets every client of the cluster into etcd.
Verdict own_authority(const AuditEvidence& seen) {
  if (!seen.etcd.fault.empty()) return unknown(seen.etcd.fault);
  if (!seen.apiserver.fault.empty()) return unknown(seen.apiserver.fault);
  const auto etcds = flag_seen(seen.etcd, "trusted-ca-file", "");
  const auto clusters = flag_seen(seen.apiserver, "client-ca-file", "");
  if (!etcds.value.empty() && etcds.value != clusters.value && !seen.shared_authority)
    return met("etcd " + etcds.words + ", kube-apiserver " + clusters.words);
  auto verdict = unmet_flag(seen.etcd, etcds.words, "trusted-ca-file", pki(seen, "ca.crt"));
  if (seen.shared_authority)
    verdict.seen.push_back(etcds.value + " and " + clusters.value + " are the same certificate");
  return verdict;
}

constexpr AuditRow rows[] = {
    {"2.1", "etcd serves with a certificate", Weight::fail,
     [](auto& s) {
       return of_etcd(s, [&](auto& etcd) {
         return texts_given(
             etcd, {{"cert-file", pki(s, "server.crt")}, {"key-file", pki(s, "server.key")}});
       });
     },
     "Secrets would otherwise go over the network in clear"},
    {"2.2", "etcd asks its clients for a certificate", Weight::fail,
     [](auto& s) {
       return of_etcd(s, [](auto& etcd) {
         return truth_is(etcd, {"client-cert-auth", true, false});
       });
     },
     "anybody who reaches its port could read and write everything"},
    {"2.3", "etcd makes itself no certificate for clients", Weight::fail,
     [](auto& s) {
       return of_etcd(s, [](auto& etcd) { return truth_is(etcd, {"auto-tls", false, false}); });
     },
     "a certificate that it signs itself proves nothing"},
    {"2.4", "etcd's members show each other a certificate", Weight::fail,
     [](auto& s) {
       return of_etcd(s, [&](auto& etcd) {
         return texts_given(
             etcd, {{"peer-cert-file", pki(s, "peer.crt")}, {"peer-key-file", pki(s, "peer.key")}});
       });
     },
     "everything that is written also goes between the members"},
    {"2.5", "etcd asks other members for a certificate", Weight::fail,
     [](auto& s) {
       return of_etcd(s, [](auto& etcd) {
         return truth_is(etcd, {"peer-client-cert-auth", true, false});
       });
     },
     "a stranger could take part as a member"},
    {"2.6", "etcd makes itself no certificate for members", Weight::fail,
     [](auto& s) {
       return of_etcd(s, [](auto& etcd) {
         return truth_is(etcd, {"peer-auto-tls", false, false});
       });
     },
     "a certificate that it signs itself proves nothing"},
    {"2.7", "etcd has an authority of its own", Weight::warning,
     [](auto& s) { return of_etcd(s, [&](auto&) { return own_authority(s); }); },
     "every client of the cluster could else sign in to etcd"},
};

}  // namespace

std::span<const AuditRow> etcd_rows() { return rows; }

}  // namespace kcluster
