#pragma once
#include <string>

#include "wire/line.h"

namespace kcluster {

/// The line to a container runtime's unix socket.
class SocketLine : public Line {
 public:
  SocketLine(const std::string& socket, std::stop_token stop);

  /// Throws what a bad status is: Interrupted, Silence (unavailable, late), or an Error. Doing is
  /// what the user reads.
  void check(const grpc::Status& status, const std::string& doing) const;

 private:
  std::string socket_;
};

}  // namespace kcluster
