#pragma once
#include <string>
#include <vector>

#include "cri/socket_line.h"
#include "cri/store_calls.h"

namespace kcluster {

/// containerd's own services on its socket, for Kubernetes' images.
class ContainerdLine {
 public:
  /// Lease: what is written belongs to it; "": to none.
  ContainerdLine(const std::string& socket, std::stop_token stop, const std::string& lease = {});

  template <class Asked, class Answer>
  CallStatus call(const Rpc<Asked, Answer>& rpc, const Asked& asked, Answer& answer,
                  std::chrono::seconds limit = std::chrono::seconds(60)) const {
    return line_.call(rpc, asked, answer, limit);
  }
  /// The same; throws what a bad status is.
  template <class Asked, class Answer>
  void must(const Rpc<Asked, Answer>& rpc, const Asked& asked, Answer& answer,
            const std::string& doing) const {
    check(call(rpc, asked, answer), doing);
  }
  /// Throws what a bad status is; for a runtime that is not containerd an Error that says so.
  void check(const CallStatus& status, const std::string& doing) const;

  const SocketLine& line() const { return line_; }

 private:
  SocketLine line_;
};

}  // namespace kcluster
