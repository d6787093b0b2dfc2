#pragma once
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "rpc/etcd.grpc.pb.h"
#include "tests/support/test_certificates.h"

namespace kcluster {

/// An etcd of three members on 127.0.0.1 whose answers a test may spoil; what it does not override
/// answers Unimplemented, as an older etcd would.
class FalseEtcd {
 public:
  template <class Answer>
  using Spoil = std::function<grpc::Status(grpc::ServerContext&, Answer&)>;

  struct Spoils {
    Spoil<etcdserverpb::StatusResponse> status;
    Spoil<etcdserverpb::MembersResponse> members;  ///< of list, promote, remove and update
    Spoil<etcdserverpb::MemberAddResponse> add;
    Spoil<etcdserverpb::RangeResponse> range;
    Spoil<etcdserverpb::HashKVResponse> hash;
    std::function<grpc::Status(grpc::ServerContext&,
                               grpc::ServerWriter<etcdserverpb::SnapshotResponse>&)>
        snapshot;
  };

  explicit FalseEtcd(Spoils spoils = {},
                     std::shared_ptr<grpc::ServerCredentials> credentials = nullptr)
      : spoils_(std::move(spoils)), cluster_(spoils_), maintenance_(spoils_), kv_(spoils_) {
    const bool tls = credentials != nullptr;
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", tls ? credentials : grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&cluster_);
    builder.RegisterService(&maintenance_);
    builder.RegisterService(&kv_);
    server_ = builder.BuildAndStart();
    url_ = (tls ? "https" : "http") + std::string("://127.0.0.1:") + std::to_string(port);
  }
  ~FalseEtcd() { stop(); }

  const std::string& url() const { return url_; }
  void stop() { server_->Shutdown(std::chrono::system_clock::now()); }

  /// A server that demands certificates of that authority.
  static std::shared_ptr<grpc::ServerCredentials> tls(const TestIdentity& identity,
                                                      const TestIdentity& client_authority) {
    grpc::SslServerCredentialsOptions options(
        GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    options.pem_root_certs = client_authority.certificate_pem();
    options.pem_key_cert_pairs.push_back({identity.key_pem(), identity.certificate_pem()});
    return grpc::SslServerCredentials(options);
  }

 private:
  static void fill(etcdserverpb::ResponseHeader& header) {
    header.set_cluster_id(0xc1);
    header.set_member_id(1);
    header.set_revision(7);
    header.set_raft_term(2);
  }
  template <class Answer>
  static grpc::Status spoil(const Spoil<Answer>& how, grpc::ServerContext& context,
                            Answer& answer) {
    return how ? how(context, answer) : grpc::Status::OK;
  }

  class Cluster : public etcdserverpb::Cluster::Service {
   public:
    explicit Cluster(const Spoils& spoils) : spoils_(spoils) {}
    grpc::Status MemberList(grpc::ServerContext* context, const etcdserverpb::MemberListRequest*,
                            etcdserverpb::MembersResponse* answer) override {
      return list(*context, *answer);
    }
    grpc::Status MemberPromote(grpc::ServerContext* context,
                               const etcdserverpb::MemberPromoteRequest*,
                               etcdserverpb::MembersResponse* answer) override {
      return list(*context, *answer);
    }
    grpc::Status MemberRemove(grpc::ServerContext* context,
                              const etcdserverpb::MemberRemoveRequest*,
                              etcdserverpb::MembersResponse* answer) override {
      return list(*context, *answer);
    }
    grpc::Status MemberUpdate(grpc::ServerContext* context,
                              const etcdserverpb::MemberUpdateRequest*,
                              etcdserverpb::MembersResponse* answer) override {
      return list(*context, *answer);
    }
    grpc::Status MemberAdd(grpc::ServerContext* context,
                           const etcdserverpb::MemberAddRequest* asked,
                           etcdserverpb::MemberAddResponse* answer) override {
      fill(*answer->mutable_header());
      auto* fresh = answer->mutable_member();
      fresh->set_id(4);
      *fresh->mutable_peer_urls() = asked->peer_urls();
      fresh->set_is_learner(asked->is_learner());
      *answer->add_members() = *fresh;
      return spoil(spoils_.add, *context, *answer);
    }

   private:
    grpc::Status list(grpc::ServerContext& context, etcdserverpb::MembersResponse& answer) {
      fill(*answer.mutable_header());
      for (int i = 1; i <= 3; ++i) {
        auto* member = answer.add_members();
        member->set_id(static_cast<std::uint64_t>(i));
        member->set_name("n" + std::to_string(i));
        member->add_peer_urls("https://n" + std::to_string(i) + ":2380");
        member->add_client_urls("https://n" + std::to_string(i) + ":2379");
      }
      return spoil(spoils_.members, context, answer);
    }
    const Spoils& spoils_;
  };

  class Maintenance : public etcdserverpb::Maintenance::Service {
   public:
    explicit Maintenance(const Spoils& spoils) : spoils_(spoils) {}
    grpc::Status Status(grpc::ServerContext* context, const etcdserverpb::StatusRequest*,
                        etcdserverpb::StatusResponse* answer) override {
      fill(*answer->mutable_header());
      answer->set_version("3.6.16");
      answer->set_leader(1);
      return spoil(spoils_.status, *context, *answer);
    }
    grpc::Status HashKV(grpc::ServerContext* context, const etcdserverpb::HashKVRequest*,
                        etcdserverpb::HashKVResponse* answer) override {
      fill(*answer->mutable_header());
      answer->set_compact_revision(-1);
      return spoil(spoils_.hash, *context, *answer);
    }
    grpc::Status Snapshot(grpc::ServerContext* context, const etcdserverpb::SnapshotRequest*,
                          grpc::ServerWriter<etcdserverpb::SnapshotResponse>* writer) override {
      return spoils_.snapshot ? spoils_.snapshot(*context, *writer) : grpc::Status::OK;
    }

   private:
    const Spoils& spoils_;
  };

  class Kv : public etcdserverpb::KV::Service {
   public:
    explicit Kv(const Spoils& spoils) : spoils_(spoils) {}
    grpc::Status Range(grpc::ServerContext* context, const etcdserverpb::RangeRequest*,
                       etcdserverpb::RangeResponse* answer) override {
      fill(*answer->mutable_header());
      return spoil(spoils_.range, *context, *answer);
    }

   private:
    const Spoils& spoils_;
  };

  Spoils spoils_;
  Cluster cluster_;
  Maintenance maintenance_;
  Kv kv_;
  std::unique_ptr<grpc::Server> server_;
  std::string url_;
};

/// Waits inside a call until the other side has gone.
inline grpc::Status hang(grpc::ServerContext& context) {
  while (!context.IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return grpc::Status::CANCELLED;
}

}  // namespace kcluster
