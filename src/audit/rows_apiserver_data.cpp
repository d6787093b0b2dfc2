#include <algorithm>

#include "audit/checks.h"
#include "audit/rows.h"
#include "audit/verdicts.h"
#include "base/text.h"

namespace kcluster {
namespace {

using Weight = AuditRow::Weight;

std::string pki(const AuditEvidence& seen, const char* file) { return seen.pki + "/" + file; }

Verdict log_written(const AuditEvidence& seen) {
  auto verdict =
      texts_given(seen.apiserver, {{"audit-log-path", "/var/log/kubernetes/audit/audit.log"}});
  if (verdict.met == Verdict::Met::no)
    verdict.paste +=
        "  extraVolumes:\n"
        "  - name: audit-log\n"
        "    hostPath: /var/log/kubernetes/audit\n"
        "    mountPath: /var/log/kubernetes/audit\n"
        "    readOnly: false\n"
        "    pathType: DirectoryOrCreate\n";
  return verdict;
}

/// "0s" is a time without end.
Verdict ends_requests(const AuditEvidence& seen) {
  if (!seen.apiserver.fault.empty()) return unknown(seen.apiserver.fault);
  const auto timeout = flag_seen(seen.apiserver, "request-timeout", "1m0s");
  const bool some = timeout.value.find_first_of("123456789") != std::string::npos;
  if (some) return met(timeout.words);
  return unmet_flag(seen.apiserver, timeout.words, "request-timeout", "1m0s");
}

Verdict unmet_encryption(std::vector<std::string> seen) {
  return unmet(std::move(seen), "have them encrypted, on a control plane, also those that are there",
               "kcluster encryption enable\n");
}

Verdict encrypts(const AuditEvidence& seen) {
  if (!seen.apiserver.fault.empty()) return unknown(seen.apiserver.fault);
  const auto file = flag_seen(seen.apiserver, "encryption-provider-config", "");
  return file.value.empty() ? unmet_encryption({file.words}) : met(file.words);
}

/// The first provider is the one that writes.
Verdict encrypts_secrets(const AuditEvidence& seen) {
  if (!seen.apiserver.fault.empty()) return unknown(seen.apiserver.fault);
  if (!seen.encryption) return unmet_encryption({"no file says how Secrets are encrypted"});
  const auto& [path, fault, providers] = *seen.encryption;
  if (!fault.empty()) return unknown(fault);
  const auto words =
      path + ": " +
      (providers.empty() ? "nothing of secrets" : "secrets by " + join(providers, ", "));
  const char* const strong[] = {"secretbox", "aescbc", "aesgcm", "kms"};
  if (!providers.empty() && std::count(std::begin(strong), std::end(strong), providers.front()))
    return met(words);
  return unmet_encryption({words});
}

Verdict strong_ciphers(const AuditEvidence& seen) {
  const auto& server = seen.apiserver;
  if (!server.fault.empty()) return unknown(server.fault);
  const auto suites = flag_seen(server, "tls-cipher-suites", "");
  const auto version = flag_seen(server, "tls-min-version", "VersionTLS12");
  const auto weak = weak_suites({server.flags.list("tls-cipher-suites"), version.value});
  if (weak && weak->empty()) return met(suites.given ? suites.words : version.words);
  auto verdict = unmet_flag(server, suites.words, "tls-min-version", "VersionTLS13");
  verdict.seen = {weak ? "weak: " + join(*weak, ", ") : suites.words, version.words};
  verdict.paste += "# or, for clients that know no TLS 1.3: tls-cipher-suites with\n# " +
                   join(strong_suites(), ",") + "\n";
  return verdict;
}

constexpr AuditRow rows[] = {
    {"1.2.15", "API server serves no profiles of itself", Weight::fail,
     [](auto& s) {
       return truth_is(s.apiserver, {"profiling", false, true});
     },
     "a profile tells what the server is at, and making one takes its time"},
    {"1.2.16", "what is asked of the API server is written down", Weight::fail, log_written,
     "after a break-in nobody can tell who did what"},
    {"1.2.17", "the audit log is kept for 30 days", Weight::fail,
     [](auto& s) {
       return number_at_least(s.apiserver, {"audit-log-maxage", 30});
     },
     "what happened is often found out weeks later"},
    {"1.2.18", "10 older files of the audit log are kept", Weight::fail,
     [](auto& s) {
       return number_at_least(s.apiserver, {"audit-log-maxbackup", 10});
     },
     "a flood of requests would push out what it is to hide"},
    {"1.2.19", "a file of the audit log grows to 100 MB", Weight::fail,
     [](auto& s) {
       return number_at_least(s.apiserver, {"audit-log-maxsize", 100});
     },
     "small files are turned over, and so deleted, within minutes"},
    {"1.2.20", "a request ends after some time", Weight::warning, ends_requests,
     "requests that never end use up the server"},
    {"1.2.21", "tokens of deleted service accounts are refused", Weight::fail,
     [](auto& s) {
       return truth_is(s.apiserver, {"service-account-lookup", true, true});
     },
     "a stolen token would live on after its account"},
    {"1.2.22", "service accounts' tokens are checked by a key of their own", Weight::fail,
     [](auto& s) {
       return texts_given(s.apiserver, {{"service-account-key-file", pki(s, "sa.pub")}});
     },
     "without it they are checked by the server's TLS key, which then cannot be changed"},
    {"1.2.23", "API server shows etcd a certificate", Weight::fail,
     [](auto& s) {
       return texts_given(s.apiserver, {{"etcd-certfile", pki(s, "apiserver-etcd-client.crt")},
                                        {"etcd-keyfile", pki(s, "apiserver-etcd-client.key")}});
     },
     "an etcd that asks for none gives all Secrets to anybody who reaches it"},
    {"1.2.24", "API server serves with a certificate of the cluster", Weight::fail,
     [](auto& s) {
       return texts_given(s.apiserver, {{"tls-cert-file", pki(s, "apiserver.crt")},
                                        {"tls-private-key-file", pki(s, "apiserver.key")}});
     },
     "with one that it signs itself clients cannot tell it from another"},
    {"1.2.25", "clients' certificates are checked by an authority", Weight::fail,
     [](auto& s) {
       return texts_given(s.apiserver, {{"client-ca-file", pki(s, "ca.crt")}});
     },
     "kubelets and administrators sign in by certificate"},
    {"1.2.26", "API server checks etcd's certificate", Weight::fail,
     [](auto& s) {
       return texts_given(s.apiserver, {{"etcd-cafile", pki(s, "etcd/ca.crt")}});
     },
     "whoever takes etcd's address could give it another cluster's data"},
    {"1.2.27", "what etcd keeps is encrypted", Weight::warning, encrypts,
     "Secrets lie in clear in etcd's files and in every backup of them"},
    {"1.2.28", "Secrets are encrypted first by a strong provider", Weight::warning,
     encrypts_secrets, "the first provider writes: identity there leaves them in clear"},
    {"1.2.29", "API server speaks strong ciphers alone", Weight::warning, strong_ciphers,
     "Go's own choice for TLS 1.2 has suites in CBC mode for old clients"},
    {"1.2.30", "pods' tokens end when they say", Weight::fail,
     [](auto& s) {
       return truth_is(s.apiserver, {"service-account-extend-token-expiration", false, true});
     },
     "for old clients' sake a token of an hour is otherwise good for a year"},
};

}  // namespace

std::span<const AuditRow> apiserver_data_rows() { return rows; }

}  // namespace kcluster
