#include <algorithm>

#include "audit/checks.h"
#include "audit/rows.h"
#include "audit/verdicts.h"
#include "base/json_in.h"
#include "base/shell.h"
#include "base/text.h"

namespace kcluster {
namespace {

using Weight = AuditRow::Weight;

/// Where a setting may stand: a flag goes before the file. "otherwise" is the kubelet's own value.
struct Setting {
  const char *flag, *pointer, *otherwise;
};
struct SettingSeen {
  std::string value, words;
  bool by_flag = false;
};

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// "/authentication/anonymous/enabled" as people write it.
std::string dotted(std::string pointer) {
  std::replace(pointer.begin(), pointer.end(), '/', '.');
  return pointer.substr(1);
}

SettingSeen look_for(const AuditEvidence& seen, const Setting& setting) {
  if (const auto flag = seen.kubelet.flags.value(setting.flag))
    return {*flag,
            std::string("--") + setting.flag + "=" + *flag + ", by " + seen.kubelet.flags_from,
            true};
  const auto& value = value_in(seen.kubelet.config, setting.pointer);
  const auto name = dotted(setting.pointer);
  if (value.is_null()) {
    const std::string otherwise = setting.otherwise;
    return {otherwise,
            name + " is not set" + (otherwise.empty() ? "" : ", which means " + otherwise), false};
  }
  return {text_of(value), name + ": " + text_of(value), false};
}

/// With no flag in the way a part of the kubelet's configuration mends it.
Verdict unmet_by(const AuditEvidence& seen, const SettingSeen& found, const Setting& setting,
                 const Json& wanted) {
  Json part;
  part[Json::json_pointer(setting.pointer)] = wanted;
  auto verdict = unmet_setting(found.words, part);
  if (found.by_flag)
    verdict.remedy = std::string("take --") + setting.flag + " out of the kubelet's flags (" +
                     seen.kubelet.flags_from + "); " + verdict.remedy;
  return verdict;
}

template <class Sound>
Verdict setting_is(const AuditEvidence& seen, const Setting& setting, const Sound& sound,
                   const Json& wanted) {
  if (!seen.kubelet.fault.empty()) return unknown(seen.kubelet.fault);
  const auto found = look_for(seen, setting);
  return sound(found.value) ? met(found.words) : unmet_by(seen, found, setting, wanted);
}

Verdict truth(const AuditEvidence& seen, const Setting& setting, bool wanted) {
  return setting_is(
      seen, setting, [&](const std::string& value) { return is_true(value) == wanted; }, wanted);
}

constexpr Setting kStreams{"streaming-connection-idle-timeout", "/streamingConnectionIdleTimeout",
                           "4h0m0s"};
constexpr Setting kPids{"pod-max-pids", "/podPidsLimit", "-1"};
constexpr Setting kOwnServing{"tls-cert-file", "/tlsCertFile", ""};
constexpr Setting kAskedServing{"rotate-server-certificates", "/serverTLSBootstrap", "false"};

bool is_zero(const std::string& text) {
  return text.find_first_of("123456789") == std::string::npos;
}

/// A 0 in the file stands for the kubelet's own four hours, not so as a flag.
Verdict streams_end(const AuditEvidence& seen) {
  if (!seen.kubelet.fault.empty()) return unknown(seen.kubelet.fault);
  auto found = look_for(seen, kStreams);
  if (!found.by_flag && is_zero(found.value)) found.words += ", which means 4h0m0s";
  if (!found.by_flag || !is_zero(found.value)) return met(found.words);
  return unmet_by(seen, found, kStreams, "4h0m0s");
}

Verdict keeps_its_name(const AuditEvidence& seen) {
  if (!seen.kubelet.fault.empty()) return unknown(seen.kubelet.fault);
  const auto name = seen.kubelet.flags.value("hostname-override");
  if (!name) return met("--hostname-override is not given");
  return unmet({"--hostname-override=" + *name + ", by " + seen.kubelet.flags_from},
               "give the machine the node's name, then take the flag out of "
               "/var/lib/kubelet/kubeadm-flags.env:",
               "hostnamectl set-hostname " + shell_quoted(*name) + "\n");
}

/// 0 sets no limit at all.
Verdict events_limited(const AuditEvidence& seen) {
  return setting_is(
      seen, {"event-qps", "/eventRecordQPS", "50"},
      [](const std::string& value) { return !is_zero(value) && !value.starts_with("-"); }, 50);
}

Verdict serves_with_a_certificate(const AuditEvidence& seen) {
  if (!seen.kubelet.fault.empty()) return unknown(seen.kubelet.fault);
  const auto own = look_for(seen, kOwnServing), asked = look_for(seen, kAskedServing);
  if (!own.value.empty()) return met(own.words);
  if (is_true(asked.value)) return met(asked.words);
  auto verdict = unmet_by(seen, asked, kAskedServing, true);
  verdict.seen = {own.words, asked.words + ": it signs its certificate itself"};
  verdict.remedy +=
      "; a control plane then approves its requests (`kcluster certs approve-serving "
      "--install-timer`)";
  return verdict;
}

/// A certificate that an administrator brings is his to renew.
Verdict renews_serving(const AuditEvidence& seen) {
  if (!seen.kubelet.fault.empty()) return unknown(seen.kubelet.fault);
  const auto& gate = value_in(seen.kubelet.config, "/featureGates/RotateKubeletServerCertificate");
  if (gate == false)
    return unmet_setting("featureGates.RotateKubeletServerCertificate: false",
                         {{"featureGates", {{"RotateKubeletServerCertificate", true}}}});
  const auto own = look_for(seen, kOwnServing);
  if (!own.value.empty()) return unneeded(own.words + ": whoever brings it renews it");
  return serves_with_a_certificate(seen);
}

Verdict kubelet_ciphers(const AuditEvidence& seen) {
  if (!seen.kubelet.fault.empty()) return unknown(seen.kubelet.fault);
  const auto version = look_for(seen, {"tls-min-version", "/tlsMinVersion", "VersionTLS12"});
  auto suites = seen.kubelet.flags.list("tls-cipher-suites");
  if (suites.empty())
    for (const auto& each : list_in(seen.kubelet.config, "/tlsCipherSuites"))
      suites.push_back(text_of(each));
  const auto weak = weak_suites({suites, version.value});
  const auto named =
      suites.empty() ? "tlsCipherSuites is not set" : "tlsCipherSuites: " + join(suites, ", ");
  if (weak && weak->empty()) return met(suites.empty() ? version.words : named);
  auto verdict = unmet_setting(version.words, {{"tlsMinVersion", "VersionTLS13"}});
  verdict.seen.push_back(weak ? "weak: " + join(*weak, ", ") : named);
  verdict.paste += "# or, for clients that know no TLS 1.3:\n# tlsCipherSuites: [" +
                   join(strong_suites(), ", ") + "]\n";
  return verdict;
}

constexpr AuditRow rows[] = {
    {"4.2.1", "kubelet answers no strangers", Weight::fail,
     [](auto& s) {
       return truth(s, {"anonymous-auth", "/authentication/anonymous/enabled", "false"}, false);
     },
     "with a kubelet's port anybody on the network runs commands in its pods"},
    {"4.2.2", "kubelet asks the API server who may do what", Weight::fail,
     [](auto& s) {
       return setting_is(
           s, {"authorization-mode", "/authorization/mode", "Webhook"},
           [](const std::string& mode) { return mode == "Webhook"; }, "Webhook");
     },
     "whoever has any client certificate of the cluster may else do everything here"},
    {"4.2.3", "kubelet's clients are checked by an authority", Weight::fail,
     [](auto& s) {
       return setting_is(
           s, {"client-ca-file", "/authentication/x509/clientCAFile", ""},
           [](const std::string& file) { return !file.empty(); }, s.pki + "/ca.crt");
     },
     "without one the API server cannot show who it is"},
    {"4.2.4", "kubelet has no port without checks", Weight::warning,
     [](auto& s) {
       return setting_is(s, {"read-only-port", "/readOnlyPort", "0"}, is_zero, 0);
     },
     "it tells anybody what runs on the node"},
    {"4.2.5", "connections to pods that are idle end", Weight::warning, streams_end,
     "forgotten ones use up the node's ports"},
    {"4.2.6", "kubelet looks after the node's iptables chains", Weight::fail,
     [](auto& s) {
       return truth(s, {"make-iptables-util-chains", "/makeIPTablesUtilChains", "true"}, true);
     },
     "packets to pods otherwise pass by marks that others rely on"},
    {"4.2.7", "the node has its machine's name", Weight::warning, keeps_its_name,
     "logs and certificates tell of another machine than the network does"},
    {"4.2.8", "kubelet tells events at a limited rate", Weight::warning, events_limited,
     "a node in trouble can drown the cluster in events"},
    {"4.2.9", "kubelet serves with a certificate of the cluster", Weight::warning,
     serves_with_a_certificate,
     "one that it signs itself cannot be told from another's by the API server"},
    {"4.2.10", "kubelet's client certificate is renewed", Weight::fail,
     [](auto& s) {
       return truth(s, {"rotate-certificates", "/rotateCertificates", "false"}, true);
     },
     "after a year the node is shut out of its cluster"},
    {"4.2.11", "kubelet's serving certificate is renewed", Weight::warning, renews_serving,
     "one that has been stolen is good for as long as it holds"},
    {"4.2.12", "kubelet speaks strong ciphers alone", Weight::warning, kubelet_ciphers,
     "Go's own choice for TLS 1.2 has suites in CBC mode for old clients"},
    {"4.2.13", "a pod may have so many processes and no more", Weight::warning,
     [](auto& s) {
       return setting_is(
           s, kPids,
           [](const std::string& most) { return !is_zero(most) && !most.starts_with("-"); }, 4096);
     },
     "one pod that forks without end stops the whole node"},
    {"4.2.14", "pods get the runtime's seccomp profile", Weight::warning,
     [](auto& s) {
       return truth(s, {"seccomp-default", "/seccompDefault", "false"}, true);
     },
     "without it a pod may use every call of the kernel, also faulty ones"},
};

}  // namespace

std::span<const AuditRow> kubelet_rows() { return rows; }

}  // namespace kcluster
