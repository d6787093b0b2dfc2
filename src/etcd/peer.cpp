#include "etcd/peer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "etcd/refusal_text.h"
#include "http/real_http.h"

namespace kcluster {
namespace {

using Code = CallStatus::Code;
using Reason = EtcdRefusal::Reason;

constexpr std::chrono::milliseconds kLongestHandshake{2000};

LineSettings line_to(const EtcdEndpoint& endpoint, const EtcdAccess& access) {
  LineSettings made;
  made.endpoint.url = endpoint.url;
  made.endpoint.timeout = std::min(access.timeout, kLongestHandshake);
  if (endpoint.scheme == EtcdEndpoint::Scheme::unix_socket) {
    made.socket = endpoint.url.substr(std::string_view("unix://").size());
    made.endpoint.url = "http://localhost";
  }
  if (endpoint.scheme != EtcdEndpoint::Scheme::https) return made;
  if (access.authorities.empty())
    throw Error("no CA certificate is given for " + endpoint.url, "give it with --cacert",
                Exit::usage);
  made.endpoint.authorities = access.authorities;
  made.endpoint.client_certificate = access.client_certificate;
  made.endpoint.client_key = access.client_key;
  return made;
}

// reasons for which gRPC has no code of etcd's: the message alone tells a refusal from a fault
std::optional<Reason> reason_of(const CallStatus& status) {
  if (auto reason = refusal_reason(status.message)) return reason;
  switch (status.code) {
    case Code::unimplemented:
      return Reason::unknown_call;
    case Code::permission_denied:
    case Code::unauthenticated:
      return Reason::permission_denied;
    default:
      return std::nullopt;
  }
}

bool no_answer(const CallStatus& status) {
  return status.code == Code::unavailable || status.code == Code::deadline_exceeded ||
         status.code == Code::cancelled;
}

}  // namespace

EtcdPeer::EtcdPeer(const EtcdEndpoint& endpoint, const EtcdAccess& access, std::stop_token stop)
    : EtcdPeer(endpoint.url, line_to(endpoint, access), std::move(stop)) {}

EtcdPeer::EtcdPeer(std::string url, const LineSettings& settings, std::stop_token stop)
    : url_(std::move(url)), over_http_(settings.endpoint), line_(settings, std::move(stop)) {}

// HTTP/2 begins with words of the client's. A peer that refuses our certificate hangs up on them,
// and what it said goes under; a single request over HTTP/1.1 leaves time to hear it.
void EtcdPeer::look_at_handshake() const {
  if (!over_http_.url.starts_with("https:")) return;
  try {
    make_http(over_http_, line_.stop())->get("/version");
  } catch (const Silence&) {
    return;
  }
}

void EtcdPeer::check(const CallStatus& status, const std::string& doing) const {
  if (status.ok()) return;
  if (line_.stop().stop_requested()) throw Interrupted();
  const auto what = fmt::format("{}: etcd at {}: {}", doing, url(), tame(status.message));
  if (const auto reason = reason_of(status))
    throw EtcdRefusal(*reason, what, std::string(refusal_remedy(*reason)));
  if (!no_answer(status)) throw Error(what, "check that this is the address of an etcd");
  if (status.code == Code::unavailable) look_at_handshake();
  throw Silence(what, "check that etcd runs there, and that no firewall is between");
}

}  // namespace kcluster
