#pragma once
#include <map>
#include <string>
#include <string_view>

namespace kcluster {

/// How a call ended.
struct CallStatus {
  /// gRPC's numbers (grpc.github.io/grpc/core/md_doc_statuscodes.html).
  enum class Code {
    ok = 0,
    cancelled = 1,
    unknown = 2,
    deadline_exceeded = 4,
    not_found = 5,
    already_exists = 6,
    permission_denied = 7,
    resource_exhausted = 8,
    unimplemented = 12,
    internal = 13,
    unavailable = 14,
    unauthenticated = 16,
  };
  Code code = Code::ok;
  std::string message;  ///< the peer's words: hostile until tamed

  bool ok() const { return code == Code::ok; }
};

/// What the headers and trailers of a whole answer say. Without a grpc-status it is what HTTP's
/// status stands for (gRPC's http-grpc-status-mapping).
CallStatus read_status(int http_status, const std::map<std::string, std::string>& headers);

/// As grpc-message is written (gRPC over HTTP/2): %XX is a byte; what is none stays as it is.
std::string percent_decoded(std::string_view text);

}  // namespace kcluster
