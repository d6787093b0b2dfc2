#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "observe/cluster_info_fetch.h"
#include "pki/certificate.h"
#include "pki/seal.h"

namespace kcluster {
namespace {

constexpr const char* kNewLine =
    "print a line that works on a control plane: kcluster token create --print-join-command";
// An old cluster signs a token within a second of its making; a new one elects its signer first.
constexpr Millis kSigned{10000}, kSignedWhenYoung{60000};
constexpr Seconds kYoung{300};

/// Waits for an answer at all, then, for a shorter while, for the token's signature in it.
class SignedInfo {
 public:
  SignedInfo(const JoinConfiguration& settled, const DiscoveryEyes& eyes)
      : token_(settled.discovery.token->token),
        url_("https://" + settled.discovery.token->api_server_endpoint),
        limit_(discovery_limit(settled)),
        eyes_(eyes) {}

  FetchedInfo await() {
    auto endpoint = info_endpoint(url_);
    endpoint.verify = Endpoint::Verify::no;
    const auto http = eyes_.http(endpoint);
    eyes_.clock.await("the cluster at " + url_, limit_, [&] { return missing(*http); });
    return *last_;
  }

 private:
  std::optional<std::string> missing(const Http& http) {
    last_ = fetch_cluster_info(http, url_);
    if (!last_->info)
      throw Error(url_ + " does not let strangers read cluster-info",
                  "join with --discovery-file, or let it be read: kcluster init phase "
                  "bootstrap-token");
    if (last_->info->signatures.contains(token_.id)) return std::nullopt;
    const auto now = eyes_.clock.now();
    if (!first_) first_ = now;
    if (now - *first_ >= patience()) unknown();
    return fmt::format("it carries no signature for token {} yet", token_.id);
  }

  Millis patience() const {
    const bool young = last_->made && last_->date && *last_->date - *last_->made < kYoung;
    return young ? kSignedWhenYoung : kSigned;
  }

  [[noreturn]] void unknown() const {
    throw Error(fmt::format("token {} has expired or was never made: the cluster at {} carries no "
                            "signature for it",
                            token_.id, url_),
                kNewLine);
  }

  const JoinToken& token_;
  std::string url_;
  Millis limit_;
  const DiscoveryEyes& eyes_;
  std::optional<FetchedInfo> last_;
  std::optional<Time> first_;
};

/// Those of the authorities whose public keys are pinned.
std::vector<Certificate> pinned(const std::vector<Certificate>& authorities,
                                const std::vector<std::string>& pins) {
  std::vector<Certificate> out;
  for (const auto& authority : authorities)
    if (std::any_of(pins.begin(), pins.end(),
                    [&](const std::string& pin) { return lower(pin) == authority.pin(); }))
      out.push_back(authority);
  return out;
}

void check_signature(const ClusterInfo& info, const TokenDiscovery& wanted, bool pin_fits) {
  const auto& token = wanted.token;
  if (jws_fits(info.signatures.at(token.id), info.kubeconfig, token.id, *token.secret)) return;
  throw Error(fmt::format("the secret half of token {} is not the one that the cluster at {} knows",
                          token.id, wanted.api_server_endpoint),
              pin_fits ? kNewLine
                       : fmt::format("check the token and the address, as somebody else may answer "
                                     "there; {}",
                                     kNewLine));
}

/// The authorities that the server is to be verified by. Only pinned ones, as who holds the token
/// could have added one of his own.
std::string trusted(const ClusterInfo& info, const TokenDiscovery& wanted) {
  const auto all = Certificate::parse(info.authorities, "the authority in cluster-info");
  const auto fitting = pinned(all, wanted.ca_cert_hashes);
  check_signature(info, wanted, !fitting.empty());
  if (wanted.ca_cert_hashes.empty()) return info.authorities;
  std::string pem;
  for (const auto& certificate : fitting) pem += certificate.pem();
  if (!pem.empty()) return pem;
  throw Error(
      fmt::format("the authority of the cluster at {} has the public key {}, which is none "
                  "of those given",
                  wanted.api_server_endpoint, all.front().pin()),
      fmt::format("if that is your cluster, its line is out of date: {}; if you do not know "
                  "why, somebody may stand between",
                  kNewLine));
}

[[noreturn]] void explain(const Error& fault, const FetchedInfo& first, const Clock& clock) {
  const auto ahead = first.date ? ahead_of(clock.now(), *first.date) : Seconds(0);
  if (std::chrono::abs(ahead) <= Seconds(60)) throw fault;
  throw Error(
      fmt::format("{}; this node's clock is {} the server's", fault.what(), clock_in_words(ahead)),
      "set this node's clock (`timedatectl set-ntp true`), then join again");
}

FetchedInfo fetch_verified(const std::string& url, const std::string& authorities,
                           const FetchedInfo& first, Millis limit, const DiscoveryEyes& eyes) {
  auto endpoint = info_endpoint(url);
  endpoint.authorities = authorities;
  const auto http = eyes.http(endpoint);
  FetchedInfo second;
  try {
    eyes.clock.await("a verified answer from " + url, limit, [&]() -> std::optional<std::string> {
      second = fetch_cluster_info(*http, url);
      return std::nullopt;
    });
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& fault) {
    explain(fault, first, eyes.clock);
  }
  return second;
}

}  // namespace

Discovered discover_by_token(const JoinConfiguration& settled, const DiscoveryEyes& eyes) {
  const auto& wanted = *settled.discovery.token;
  const auto first = SignedInfo(settled, eyes).await();
  const auto url = "https://" + wanted.api_server_endpoint;
  const auto second =
      fetch_verified(url, trusted(*first.info, wanted), first, discovery_limit(settled), eyes);
  if (!second.info || second.info->kubeconfig != first.info->kubeconfig)
    throw Error(fmt::format("{} gave another cluster-info once it was verified", url),
                "join again; if it happens twice, somebody stands between");
  Discovered found;
  found.bootstrap.server = url;
  found.server = first.info->server;
  found.bootstrap.authorities = first.info->authorities;
  if (second.date) found.clock_ahead = ahead_of(eyes.clock.now(), *second.date);
  return found;
}

}  // namespace kcluster
