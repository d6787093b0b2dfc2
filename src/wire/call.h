#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "http/http2.h"
#include "wire/frames.h"
#include "wire/status.h"

namespace kcluster {

/// A gRPC call under way: messages come one by one, then its status. Ends with its owner at any
/// point.
class Call {
 public:
  /// Largest: bytes of one message.
  Call(Exchange exchange, std::size_t largest) : exchange_(std::move(exchange)), frames_(largest) {}

  /// The bytes of the next message; none: it has ended, and status() says how. Throws Error for a
  /// certificate's fault.
  std::optional<std::string> next(Exchange::Deadline deadline);
  /// Reads on to the end.
  CallStatus finish(Exchange::Deadline deadline);

 private:
  void end(CallStatus status) { status_ = std::move(status); }
  void end_whole();
  void end_broken();

  Exchange exchange_;
  Frames frames_;
  std::optional<CallStatus> status_;
};

}  // namespace kcluster
