#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "host/clock.h"
#include "host/files.h"
#include "plan/renewal.h"

namespace kcluster {

/// What became of one certificate.
struct Renewal {
  enum class Outcome {
    renewed,
    fresh,     ///< made since RenewalPlan::begun already, by the same command before it was cut off
    missing,   ///< there is none
    external,  ///< its authority's key is kept elsewhere: who has it must sign a new one
    elsewhere,  ///< the kubeconfig embeds none: its user signs in by a file or by other means
  };
  std::string name;
  Outcome outcome = Outcome::renewed;
  Moment until{};  ///< end of the certificate that lies there now; of missing and elsewhere none
};

/// Renews certificates by name, in that order: subject, names and usages stay those of the one on
/// disk, the key is new. A kubeconfig keeps all else; an authority that it does not trust yet takes
/// the place of those it trusts. Nothing restarts by it. A process that is cut off leaves pairs
/// that match, or that the next call (or finish_pair) completes.
///
/// Throws Error for a name that is not in the plan, for a certificate or authority that cannot be
/// read, and for an authority that has expired; what came before it is renewed.
std::vector<Renewal> renew_certificates(const RenewalPlan& plan, std::span<const std::string> names,
                                        Files& files, Time now);
/// One of them.
Renewal renew_certificate(const RenewalPlan& plan, std::string_view name, Files& files, Time now);

/// Throws Error unless all authorities of those that are there can sign: with cause and remedy for
/// one that has expired, is missing, or whose key is kept elsewhere.
void require_signers(const RenewalPlan& plan, std::span<const std::string> names,
                     const Files& files, Time now);

/// Those that end within that time from now, or have ended.
std::vector<std::string> expiring(const RenewalPlan& plan, std::span<const std::string> names,
                                  Seconds within, const Files& files, Time now);

}  // namespace kcluster
