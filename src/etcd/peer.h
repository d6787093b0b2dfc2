#pragma once
#include <chrono>
#include <stop_token>
#include <string>

#include "etcd/endpoint.h"
#include "etcd/etcd.h"
#include "wire/line.h"

namespace kcluster {

/// One endpoint of an etcd cluster over gRPC; opens nothing yet.
class EtcdPeer {
 public:
  EtcdPeer(const EtcdEndpoint& endpoint, const EtcdAccess& access, std::stop_token stop);

  const std::string& url() const { return url_; }
  const Line& line() const { return line_; }

  /// Calls and checks how it ended; doing is what the user reads.
  template <class Asked, class Answer>
  Answer call(const Rpc<Asked, Answer>& rpc, const Asked& asked, std::chrono::milliseconds limit,
              const std::string& doing) const {
    Answer answer;
    check(line_.call(rpc, asked, answer, limit), doing);
    return answer;
  }

  /// Throws what a bad status is: Interrupted, EtcdRefusal, Silence, or Error for a certificate and
  /// for what no etcd answers.
  void check(const CallStatus& status, const std::string& doing) const;

 private:
  EtcdPeer(std::string url, const LineSettings& settings, std::stop_token stop);
  void look_at_handshake() const;

  std::string url_;
  Endpoint over_http_;
  Line line_;
};

}  // namespace kcluster
