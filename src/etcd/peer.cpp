#include "etcd/peer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "etcd/refusal_text.h"
#include "http/real_http.h"

namespace kcluster {
namespace {

using grpc::StatusCode;
using Reason = EtcdRefusal::Reason;

constexpr std::chrono::milliseconds kLongestHandshake{2000};

std::shared_ptr<grpc::ChannelCredentials> credentials(const EtcdEndpoint& endpoint,
                                                      const EtcdAccess& access) {
  if (endpoint.scheme == EtcdEndpoint::Scheme::http) return grpc::InsecureChannelCredentials();
  if (access.authorities.empty())
    throw Error("no CA certificate is given for " + endpoint.url, "give it with --cacert",
                Exit::usage);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = access.authorities;
  if (access.client_key) {
    options.pem_cert_chain = access.client_certificate;
    options.pem_private_key = access.client_key->reveal();
  }
  return grpc::SslCredentials(options);
}

Endpoint over_http(const EtcdEndpoint& endpoint, const EtcdAccess& access) {
  Endpoint made;
  made.url = endpoint.url;
  made.authorities = access.authorities;
  made.client_certificate = access.client_certificate;
  made.client_key = access.client_key;
  made.timeout = std::min(access.timeout, kLongestHandshake);
  return made;
}

// reasons for which gRPC has no code of etcd's: the message alone tells a refusal from a fault
std::optional<Reason> reason_of(const grpc::Status& status) {
  if (auto reason = refusal_reason(status.error_message())) return reason;
  switch (status.error_code()) {
    case StatusCode::UNIMPLEMENTED:
      return Reason::unknown_call;
    case StatusCode::PERMISSION_DENIED:
    case StatusCode::UNAUTHENTICATED:
      return Reason::permission_denied;
    default:
      return std::nullopt;
  }
}

bool no_answer(const grpc::Status& status) {
  switch (status.error_code()) {
    case StatusCode::UNAVAILABLE:
    case StatusCode::DEADLINE_EXCEEDED:
    case StatusCode::CANCELLED:
      return true;
    case StatusCode::UNKNOWN:  // some versions of gRPC say so of a connection that broke
      return status.error_message().find("Stream removed") != std::string::npos;
    default:
      return false;
  }
}

}  // namespace

EtcdPeer::EtcdPeer(const EtcdEndpoint& endpoint, const EtcdAccess& access, std::stop_token stop)
    : endpoint_(endpoint),
      same_over_http_(over_http(endpoint, access)),
      line_({endpoint.authority, credentials(endpoint, access)}, std::move(stop)),
      kv_(etcdserverpb::KV::NewStub(line_.channel())),
      cluster_(etcdserverpb::Cluster::NewStub(line_.channel())),
      maintenance_(etcdserverpb::Maintenance::NewStub(line_.channel())) {}

// gRPC reports a refused certificate as it does a refused connection, in some versions without a
// word of why; an HTTPS request over the same port tells them apart.
void EtcdPeer::look_at_handshake() const {
  if (endpoint_.scheme == EtcdEndpoint::Scheme::http) return;
  try {
    make_http(same_over_http_, line_.stop())->get("/version");
  } catch (const Silence&) {
    return;
  }
}

void EtcdPeer::check(const grpc::Status& status, const std::string& doing) const {
  if (status.ok()) return;
  worn_ = worn_ || status.error_code() == StatusCode::UNAVAILABLE;
  if (line_.stop().stop_requested()) throw Interrupted();
  const auto what = fmt::format("{}: etcd at {}: {}", doing, url(), tame(status.error_message()));
  if (const auto reason = reason_of(status))
    throw EtcdRefusal(*reason, what, std::string(refusal_remedy(*reason)));
  if (!no_answer(status)) throw Error(what, "check that this is the address of an etcd");
  if (status.error_code() == StatusCode::UNAVAILABLE) look_at_handshake();
  throw Silence(what, "check that etcd runs there, and that no firewall is between");
}

}  // namespace kcluster
