#include "audit/checks.h"
#include "audit/rows.h"
#include "audit/verdicts.h"
#include "base/text.h"

namespace kcluster {
namespace {

using Weight = AuditRow::Weight;

constexpr const char* kProfiles =
    "a profile tells what the program is at, and making one takes its time";
constexpr const char* kListens = "its port answers with metrics and, where it is on, with profiles";

std::string pki(const AuditEvidence& seen, const char* file) { return seen.pki + "/" + file; }

/// Kubernetes' own limit lets 12500 ended pods lie.
Verdict ended_pods_go(const AuditEvidence& seen) {
  const auto& manager = seen.controller_manager;
  if (!manager.fault.empty()) return unknown(manager.fault);
  const auto limit = flag_seen(manager, "terminated-pod-gc-threshold", "12500");
  if (limit.given && limit.value != "0" && !limit.value.starts_with("-")) return met(limit.words);
  return unmet_flag(manager, limit.words, "terminated-pod-gc-threshold", "1000");
}

/// The gate is on unless it is turned off.
Verdict rotates_serving(const AuditEvidence& seen) {
  const auto& manager = seen.controller_manager;
  if (!manager.fault.empty()) return unknown(manager.fault);
  for (const auto& gate : manager.flags.list("feature-gates"))
    if (gate.starts_with("RotateKubeletServerCertificate=") && !is_true(split(gate, '=').back()))
      return unmet_by_flag(manager, "--feature-gates has " + gate, gate + " of --feature-gates");
  return met("RotateKubeletServerCertificate is on, as it is unless it is turned off");
}

/// With a configuration file the flag is not looked at.
Verdict scheduler_profiles(const AuditEvidence& seen) {
  if (const auto file = seen.scheduler.flags.value("config"); file && !file->empty())
    return unknown("--config=" + *file + " decides, its enableProfiling is to be false");
  return truth_is(seen.scheduler, {"profiling", false, true});
}

constexpr AuditRow manager_rows[] = {
    {"1.3.1", "pods that have ended are cleared away", Weight::warning, ended_pods_go,
     "12500 of them may lie in etcd before anybody clears"},
    {"1.3.2", "controller manager serves no profiles of itself", Weight::fail,
     [](auto& s) {
       return truth_is(s.controller_manager, {"profiling", false, true});
     },
     kProfiles},
    {"1.3.3", "each controller has an account of its own", Weight::fail,
     [](auto& s) {
       return truth_is(s.controller_manager, {"use-service-account-credentials", true, false});
     },
     "each is then allowed what it needs, and the audit log tells them apart"},
    {"1.3.4", "service accounts' tokens are signed with a key of their own", Weight::fail,
     [](auto& s) {
       return texts_given(s.controller_manager,
                          {{"service-account-private-key-file", pki(s, "sa.key")}});
     },
     "a key that is used for nothing else can be changed by itself"},
    {"1.3.5", "pods are given the authority of the API server", Weight::fail,
     [](auto& s) {
       return texts_given(s.controller_manager, {{"root-ca-file", pki(s, "ca.crt")}});
     },
     "without it they cannot tell the API server from another"},
    {"1.3.6", "kubelets' serving certificates are renewed", Weight::fail, rotates_serving,
     "they end, and logs and exec with them"},
    {"1.3.7", "controller manager listens to its own machine alone", Weight::fail,
     [](auto& s) { return listens_to_itself(s.controller_manager, "bind-address"); }, kListens},
};

constexpr AuditRow own_scheduler_rows[] = {
    {"1.4.1", "scheduler serves no profiles of itself", Weight::fail, scheduler_profiles,
     kProfiles},
    {"1.4.2", "scheduler listens to its own machine alone", Weight::fail,
     [](auto& s) { return listens_to_itself(s.scheduler, "bind-address"); }, kListens},
};

}  // namespace

std::span<const AuditRow> controller_manager_rows() { return manager_rows; }
std::span<const AuditRow> scheduler_rows() { return own_scheduler_rows; }

}  // namespace kcluster
