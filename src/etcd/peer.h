#pragma once
#include <atomic>
#include <memory>
#include <stop_token>
#include <string>

#include "etcd/endpoint.h"
#include "etcd/etcd.h"
#include "http/http.h"
#include "rpc/etcd.grpc.pb.h"
#include "wire/line.h"

namespace kcluster {

/// One endpoint of an etcd cluster over gRPC; opens nothing yet.
class EtcdPeer {
 public:
  using Kv = etcdserverpb::KV::Stub;
  using Cluster = etcdserverpb::Cluster::Stub;
  using Maintenance = etcdserverpb::Maintenance::Stub;

  EtcdPeer(const EtcdEndpoint& endpoint, const EtcdAccess& access, std::stop_token stop);

  const std::string& url() const { return endpoint_.url; }
  const Line& line() const { return line_; }
  /// It could not be reached: what comes next wants a peer of its own (wire/line.h).
  bool worn() const { return worn_; }
  Kv& kv() const { return *kv_; }
  Cluster& cluster() const { return *cluster_; }
  Maintenance& maintenance() const { return *maintenance_; }

  /// Calls a stub's method and checks how it ended; doing is what the user reads.
  template <class Answer, class Stub, class Method, class Asked>
  Answer call(Stub& stub, Method method, const Asked& asked, std::chrono::milliseconds limit,
              const std::string& doing) const {
    Answer answer;
    check(line_.call(stub, method, asked, answer, limit), doing);
    return answer;
  }

  /// Throws what a bad status is: Interrupted, EtcdRefusal, Silence, or Error for a certificate and
  /// for what no etcd answers.
  void check(const grpc::Status& status, const std::string& doing) const;

 private:
  void look_at_handshake() const;

  EtcdEndpoint endpoint_;
  Endpoint same_over_http_;
  Line line_;
  mutable std::atomic<bool> worn_ = false;
  std::unique_ptr<Kv> kv_;
  std::unique_ptr<Cluster> cluster_;
  std::unique_ptr<Maintenance> maintenance_;
};

}  // namespace kcluster
