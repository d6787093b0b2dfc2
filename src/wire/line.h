#pragma once
#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "http/http2.h"
#include "wire/call.h"
#include "wire/rpc.h"

namespace kcluster {

/// Where a line leads and what it takes.
struct LineSettings {
  Endpoint endpoint;   ///< its timeout: of one attempt to connect
  std::string socket;  ///< the path of a unix socket; "": the endpoint's URL says where
  std::size_t largest_answer = 4u << 20;  ///< bytes of one message
  std::vector<std::string> headers;       ///< "Name: value", of every call
};

/// gRPC over HTTP/2 to one peer, without proxies, with deadlines and a stop. Opens nothing yet; a
/// peer that comes back is seen by the next call. What a bad status means is for the ports to say.
class Line {
 public:
  Line(const LineSettings& settings, std::stop_token stop);

  const std::stop_token& stop() const { return stop_; }

  /// A call with one answer. Throws Error for a certificate's fault.
  template <class Asked, class Answer>
  CallStatus call(const Rpc<Asked, Answer>& rpc, const Asked& asked, Answer& answer,
                  std::chrono::milliseconds limit) const {
    std::string bytes;
    auto status = call(rpc.path, rpc.effect, asked.SerializeAsString(), bytes, limit);
    if (status.ok() && !answer.ParseFromString(bytes))
      return {CallStatus::Code::internal, "its answer cannot be read"};
    return status;
  }

  /// A call whose messages come from `next`, one after another until there is none; what it throws
  /// ends the call. The last of its answers is kept, each may take that long.
  template <class Asked, class Answer>
  CallStatus upload(const Rpc<Asked, Answer>& rpc,
                    const std::function<std::optional<Asked>()>& next, Answer& last,
                    std::chrono::milliseconds idle) const {
    std::string bytes;
    const auto frames = [&next] {
      const auto message = next();
      return message ? framed(message->SerializeAsString()) : std::string();
    };
    auto status = upload(rpc.path, frames, bytes, idle);
    if (status.ok() && !last.ParseFromString(bytes))
      return {CallStatus::Code::internal, "its answer cannot be read"};
    return status;
  }

  /// A call whose answers are read one by one, with a limit for each (see Stream).
  Call stream(const char* path, const std::string& asked) const;

 private:
  Http2::Post post(const char* path, std::string body) const;
  CallStatus upload(const char* path, const std::function<std::string()>& frames, std::string& last,
                    std::chrono::milliseconds idle) const;
  CallStatus call(const char* path, Effect effect, const std::string& asked, std::string& answer,
                  std::chrono::milliseconds limit) const;

  std::stop_token stop_;
  std::size_t largest_answer_;
  std::vector<std::string> headers_;
  Http2 peer_;
};

}  // namespace kcluster
