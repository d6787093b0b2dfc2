#pragma once
#include <string>
#include <vector>

#include "wire/line.h"

namespace kcluster {

/// The line to a container runtime's unix socket.
class SocketLine : public Line {
 public:
  /// Headers: "Name: value", of every call.
  SocketLine(const std::string& socket, std::stop_token stop,
             std::vector<std::string> headers = {});

  /// Throws what a bad status is: Interrupted, Silence (unavailable, late), or an Error. Doing is
  /// what the user reads.
  void check(const CallStatus& status, const std::string& doing) const;

 private:
  std::string socket_;
};

}  // namespace kcluster
