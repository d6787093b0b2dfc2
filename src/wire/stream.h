#pragma once
#include <chrono>
#include <string>

#include "wire/line.h"

namespace kcluster {

/// A server-streaming call that is read message by message.
template <class Message>
class Stream {
 public:
  /// Idle: how long one message may take to come.
  template <class Asked>
  Stream(const Line& line, const Rpc<Asked, Message>& rpc, const Asked& asked,
         std::chrono::milliseconds idle)
      : idle_(idle), call_(line.stream(rpc.path, asked.SerializeAsString())) {}

  /// False: it has ended; finish() says how.
  bool next(Message& message) {
    const auto bytes = call_.next(deadline());
    readable_ = !bytes || message.ParseFromString(*bytes);
    return bytes && readable_;
  }

  CallStatus finish() {
    if (!readable_) return {CallStatus::Code::internal, "a message of it cannot be read"};
    return call_.finish(deadline());
  }

 private:
  Exchange::Deadline deadline() const { return std::chrono::steady_clock::now() + idle_; }

  std::chrono::milliseconds idle_;
  Call call_;
  bool readable_ = true;
};

}  // namespace kcluster
