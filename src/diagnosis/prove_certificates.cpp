#include <fmt/format.h>

#include "base/text.h"
#include "diagnosis/proofs.h"

namespace kcluster {
namespace {

using Certificate = Examination::Certificate;

constexpr std::chrono::days kSoon{7};

std::string day(Time time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<Seconds>(time - days));
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", int(date.year()), unsigned(date.month()),
                     unsigned(date.day()), clock.hours().count(), clock.minutes().count());
}

/// One finding for all certificates that share a fault; `words` says it of one, "": it has none.
template <class Words>
MaybeProof all_with(const Examination& seen, std::string what, std::string remedy, Words words) {
  std::vector<std::string> files, shown;
  for (const auto& each : seen.certificates)
    if (const std::string said = words(each); !said.empty()) {
      files.push_back(each.file);
      shown.push_back(each.file + ": " + said);
    }
  if (files.empty()) return std::nullopt;
  const auto subject =
      files.front() +
      (files.size() > 1 ? fmt::format(" and {} more", files.size() - 1) : std::string());
  return Proof{subject, std::move(what), std::move(shown), std::move(remedy)};
}

bool expired(const Certificate& each, Time now) { return each.ends && *each.ends < now; }

std::string expiry(const Certificate& each, Time now) {
  return expired(each, now) ? "expired on " + day(*each.ends) : std::string();
}

bool is_etcd_client(const Certificate& each) {
  return each.file.ends_with("apiserver-etcd-client.crt");
}

constexpr const char* kMakeAgain =
    "if the authority on disk is the cluster's own (the other control planes have the same): move "
    "the wrong file and its key away, then `kcluster init phase certs all` (kubeconfigs: `kcluster "
    "init phase kubeconfig all`) and restart what uses it; else put the authority back from a "
    "backup";

}  // namespace

MaybeProof prove_authority_expired(const Examination& seen) {
  return all_with(seen, "an authority has expired, and with it all that it signed",
                  "check the clock (`timedatectl`); if it is right the authority must be exchanged "
                  "on all nodes",
                  [&](const Certificate& each) {
                    return each.is_authority ? expiry(each, seen.now) : std::string();
                  });
}

MaybeProof prove_certificate_expired(const Examination& seen) {
  return all_with(seen, "expired, so nobody who checks it trusts it",
                  "`kcluster certs renew all` (it needs no API server)",
                  [&](const Certificate& each) {
                    const bool other = each.is_authority || each.kubelets;
                    return other ? std::string() : expiry(each, seen.now);
                  });
}

MaybeProof prove_kubelet_expired(const Examination& seen) {
  return all_with(
      seen, "the kubelet can no longer sign in, nor renew it by itself",
      "on a control plane that has ca.key: `kcluster kubeconfig user --org system:nodes "
      "--client-name system:node:NODE > kubelet.conf`; put it here as "
      "/etc/kubernetes/kubelet.conf, "
      "remove /var/lib/kubelet/pki/kubelet-client*, `systemctl restart kubelet`",
      [&](const Certificate& each) {
        return each.kubelets ? expiry(each, seen.now) : std::string();
      });
}

MaybeProof prove_expires_soon(const Examination& seen) {
  return all_with(seen, "it ends within a week", "`kcluster certs renew all --within-days 30`",
                  [&](const Certificate& each) {
                    const bool soon = each.ends && !each.kubelets && !expired(each, seen.now) &&
                                      *each.ends - seen.now < kSoon;
                    return soon ? "expires on " + day(*each.ends) : std::string();
                  });
}

MaybeProof prove_not_yet_valid(const Examination& seen) {
  return all_with(seen, "by this node's clock it is not valid yet",
                  "set the clock right (`timedatectl set-ntp true`); if it is, renew the "
                  "certificates: `kcluster certs renew all`",
                  [&](const Certificate& each) {
                    const bool early = each.begins && *each.begins > seen.now;
                    return early ? "begins on " + day(*each.begins) : std::string();
                  });
}

MaybeProof prove_unreadable(const Examination& seen) {
  return all_with(seen, "whoever is to use it cannot read it",
                  "put it back from a backup; what this node's authorities sign is made again by "
                  "`kcluster init phase certs all` once the broken file is moved away",
                  [](const Certificate& each) { return each.fault; });
}

MaybeProof prove_wrong_authority(const Examination& seen) {
  return all_with(seen, "the authority on this node has not signed it", kMakeAgain,
                  [](const Certificate& each) {
                    return is_etcd_client(each) ? std::string() : each.signature_fault;
                  });
}

MaybeProof prove_etcd_client(const Examination& seen) {
  return all_with(
      seen, "etcd's authority has not signed it, so etcd refuses the API server",
      "move it and its key away, then `kcluster init phase certs apiserver-etcd-client` "
      "and restart the API server (`crictl stop $(crictl ps -q --name kube-apiserver)`)",
      [](const Certificate& each) {
        return is_etcd_client(each) ? each.signature_fault : std::string();
      });
}

MaybeProof prove_wrong_key(const Examination& seen) {
  return all_with(seen, "its key is not the one it was made for",
                  "put certificate and key back together from a backup, or move both away and "
                  "`kcluster init phase certs all`",
                  [](const Certificate& each) { return each.key_fault; });
}

MaybeProof prove_wrong_trust(const Examination& seen) {
  return all_with(
      seen, "it does not trust this cluster's API server",
      "move it away, then `kcluster init phase kubeconfig all`; a worker's: reset it and "
      "join it again",
      [](const Certificate& each) { return each.trust_fault; });
}

MaybeProof prove_missing_names(const Examination& seen) {
  return all_with(
      seen, "clients that reach it by such a name refuse it",
      "add the names to apiServer.certSANs (etcd: serverCertSANs, peerCertSANs) of the "
      "configuration, move certificate and key away, then `kcluster init phase certs all "
      "--config FILE` and restart what uses it",
      [](const Certificate& each) {
        return each.missing_names.empty() ? std::string()
                                          : "lacks " + join(each.missing_names, ", ");
      });
}

}  // namespace kcluster
