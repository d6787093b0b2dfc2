#include "etcd/refusal.h"

#include "etcd/refusal_text.h"
#include "tests/unit/etcd/hostile_etcd.h"

namespace kcluster {
namespace {

using grpc::StatusCode;
using Reason = EtcdRefusal::Reason;

struct Row {
  StatusCode code;
  const char* message;
  Reason reason;
  bool passing;
};

// what etcd 3.5 and 3.6 answer with (api/v3/v3rpc/rpctypes)
const Row kRows[] = {
    {StatusCode::FAILED_PRECONDITION,
     "etcdserver: can only promote a learner member which is in sync with leader",
     Reason::learner_not_ready, true},
    {StatusCode::FAILED_PRECONDITION, "etcdserver: can only promote a learner member",
     Reason::not_a_learner, false},
    {StatusCode::FAILED_PRECONDITION, "etcdserver: too many learner members in cluster",
     Reason::too_many_learners, true},
    {StatusCode::NOT_FOUND, "etcdserver: member not found", Reason::member_not_found, false},
    {StatusCode::UNAVAILABLE, "etcdserver: unhealthy cluster", Reason::unhealthy_cluster, true},
    {StatusCode::UNAVAILABLE, "etcdserver: no leader", Reason::no_leader, true},
    {StatusCode::UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost",
     Reason::timed_out, true},
    {StatusCode::PERMISSION_DENIED, "etcdserver: permission denied", Reason::permission_denied,
     false},
    {StatusCode::DATA_LOSS, "etcdserver: corrupt cluster", Reason::corrupt, false},
    {StatusCode::RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded", Reason::no_space,
     false},
    {StatusCode::OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted",
     Reason::compacted, false},
    {StatusCode::FAILED_PRECONDITION, "etcdserver: something new", Reason::other, false},
    {StatusCode::UNIMPLEMENTED, "unknown method Status", Reason::unknown_call, false},
};

}  // namespace

TEST_CASE("etcd's own words are told apart, with what passes by waiting") {
  for (const auto& row : kRows) {
    FalseEtcd::Spoils spoils;
    spoils.status = [&row](auto&, auto&) { return grpc::Status(row.code, row.message); };
    const FalseEtcd server(spoils);
    const auto etcd = open(server);
    INFO(row.message);
    try {
      etcd->status(server.url());
      FAIL("it went through");
    } catch (const EtcdRefusal& refusal) {
      CHECK(refusal.reason == row.reason);
      CHECK(refusal.passing() == row.passing);
      CHECK(std::string(refusal.what()).find(row.message) != std::string::npos);
    }
  }
}

TEST_CASE("what may pass is a reason to wait, anything else is thrown on") {
  CHECK_FALSE(not_yet([] {}));
  CHECK(*not_yet([] { throw EtcdRefusal(Reason::no_leader, "no leader", ""); }) == "no leader");
  CHECK_THROWS_AS(not_yet([] { throw EtcdRefusal(Reason::corrupt, "corrupt", ""); }), EtcdRefusal);
  CHECK_THROWS_AS(not_yet([] { throw Silence("nobody"); }), Silence);
}

TEST_CASE("a hostile message is shown without its control characters and not at any length") {
  CHECK(tame("a\x1b[31mb\nc\xff") == "a?[31mb?c?");
  CHECK(tame(std::string(5000, 'x')).size() == 403);
}

}  // namespace kcluster
