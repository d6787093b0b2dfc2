#include "wire/call.h"

namespace kcluster {

using Code = CallStatus::Code;
using Came = Exchange::Came;

std::optional<std::string> Call::next(Exchange::Deadline deadline) {
  for (std::string bytes; !status_;) {
    if (auto message = frames_.next()) return message;
    if (!frames_.fault().empty()) {
      end({Code::resource_exhausted, frames_.fault()});
      break;
    }
    switch (exchange_.read(bytes, deadline)) {
      case Came::bytes:
        frames_.take(bytes);
        break;
      case Came::end:
        end_whole();
        break;
      case Came::late:
        end({Code::deadline_exceeded, "nothing came for too long"});
        break;
      case Came::fault:
        end_broken();
        break;
    }
  }
  return std::nullopt;
}

CallStatus Call::finish(Exchange::Deadline deadline) {
  while (next(deadline)) continue;
  return *status_;
}

void Call::end_whole() {
  auto status = read_status(exchange_.status(), exchange_.headers());
  if (status.ok() && !frames_.whole()) status = {Code::internal, "its answer ends in a message"};
  end(std::move(status));
}

void Call::end_broken() {
  const auto& fault = exchange_.fault();
  // a peer that has said how it ended need not take all that it is sent
  if (exchange_.headers().contains("grpc-status")) return end_whole();
  switch (fault.kind) {
    case TransferFault::Kind::silence:
      return end({Code::unavailable, fault.text});
    case TransferFault::Kind::stopped:
      return end({Code::cancelled, "stopped"});
    default:
      throw_fault(fault);
  }
}

}  // namespace kcluster
