#include "tests/unit/etcd/hostile_etcd.h"

#include <thread>

#include "etcd/refusal.h"

namespace kcluster {
namespace {

namespace pb = etcdserverpb;
using grpc::ServerContext;
using grpc::Status;
using Reading = Etcd::Reading;
using Role = Etcd::Role;
using Spoils = FalseEtcd::Spoils;
using Change = std::function<void(pb::MembersResponse&)>;

void check_members(const Change& change, const std::string& words) {
  Spoils spoils;
  spoils.members = [&](ServerContext&, pb::MembersResponse& answer) {
    change(answer);
    return Status::OK;
  };
  const FalseEtcd server(spoils);
  check_foreign([&] { open(server)->members(Reading::linearizable); }, words);
}

}  // namespace

TEST_CASE("a sound etcd is believed") {
  const FalseEtcd server;
  const auto etcd = open(server);
  CHECK(etcd->members(Reading::linearizable).size() == 3);
  CHECK(etcd->status(server.url()).leader == 1);
  CHECK(etcd->add_member({"https://n4:2380"}, Role::learner).member.learner);
  CHECK(etcd->revision(server.url()) == 7);
}

TEST_CASE("a member list that no etcd gives is an Error") {
  check_members([](auto& a) { a.clear_members(); }, "it has no members");
  check_members([](auto& a) { a.mutable_members(1)->set_id(1); }, "two members have the id 1");
  check_members([](auto& a) { a.mutable_members(1)->set_id(0); }, "a member's id is zero");
  check_members([](auto& a) { a.mutable_members(1)->clear_peer_urls(); }, "has no peer URL");
  check_members([](auto& a) { a.mutable_members(1)->set_name("n\x1b[2J"); }, "n?[2J");
  check_members(
      [](auto& a) { a.mutable_members(1)->add_peer_urls("https://x:1,evil=https://y:2"); },
      "a member's URL");
  check_members([](auto& a) { a.mutable_members(0)->set_client_urls(0, "javascript:1"); },
                "a member's URL");
  check_members([](auto& a) { a.mutable_header()->set_cluster_id(0); }, "cluster id is zero");
  check_members(
      [](auto& a) {
        for (int i = 0; i < 200; ++i) *a.add_members() = a.members(0);
      },
      "203 members");
  check_members([](auto& a) { a.mutable_members(0)->set_name(std::string(5 << 20, 'x')); },
                "larger than max");
}

TEST_CASE("a change that is answered with another one is an Error") {
  Spoils spoils;
  spoils.add = [](ServerContext&, pb::MemberAddResponse& answer) {
    answer.mutable_members(0)->set_peer_urls(0, "https://elsewhere:2380");
    return Status::OK;
  };
  const FalseEtcd server(spoils);
  const auto etcd = open(server);
  check_foreign([&] { etcd->add_member({"https://n4:2380"}, Role::learner); }, "not the one asked");
  check_foreign([&] { etcd->promote(9); }, "no voter after its promotion");
  check_foreign([&] { etcd->remove(2); }, "listed after its removal");
  check_foreign([&] { etcd->update_peer_urls(2, {"https://x:1"}); }, "other peer URLs");
}

TEST_CASE("hashes and keys that were not asked for are an Error") {
  Spoils spoils;
  spoils.hash = [](ServerContext&, pb::HashKVResponse& answer) {
    answer.set_hash_revision(9);
    return Status::OK;
  };
  spoils.range = [](ServerContext&, pb::RangeResponse& answer) {
    for (const char* key : {"/a/1", "/a/3", "/a/2"}) answer.add_kvs()->set_key(key);
    answer.set_count(-4);
    return Status::OK;
  };
  const FalseEtcd server(spoils);
  const auto etcd = open(server);
  check_foreign([&] { etcd->hash_kv(server.url(), 5); }, "revision 9 for 5");
  check_foreign([&] { etcd->keys({"/a/", "", 10, 0}); }, "keys out of order");
  check_foreign([&] { etcd->keys({"/a/", "", 2, 0}); }, "more keys than asked for");
  check_foreign([&] { etcd->count("/a/"); }, "a negative number of keys");
  check_foreign([&] { etcd->heads({"/a/", "", 10, 0}, 1); }, "more keys than asked for");
}

TEST_CASE("of values only what they begin with comes out, two a page") {
  Spoils spoils;
  spoils.range = [](ServerContext&, pb::RangeResponse& answer) {
    for (const char* key : {"/a/1", "/a/2"}) {
      auto* kv = answer.add_kvs();
      kv->set_key(key);
      kv->set_value("k8s:enc: and what nobody may see");
    }
    answer.set_more(true);
    return Status::OK;
  };
  const FalseEtcd server(spoils);
  const auto page = open(server)->heads({"/a/", "", 10, 0}, 8);
  REQUIRE(page.heads.size() == 2);
  CHECK(page.heads.back().key == "/a/2");
  CHECK(page.heads.back().value == "k8s:enc:");
  CHECK(page.more);
}

TEST_CASE("endpoints of two clusters are told apart") {
  Spoils spoils;
  spoils.status = [](ServerContext&, pb::StatusResponse& answer) {
    answer.mutable_header()->set_cluster_id(0xc2);
    return Status::OK;
  };
  const FalseEtcd one, other(spoils);
  const auto etcd = make_etcd(access_to({one.url(), other.url()}), {});
  etcd->status(one.url());
  check_foreign([&] { etcd->status(other.url()); }, "belongs to cluster c2, not to c1");
}

TEST_CASE("a stop ends a call and a snapshot that hang") {
  Spoils spoils;
  spoils.status = [](ServerContext& context, pb::StatusResponse&) { return hang(context); };
  spoils.snapshot = [](ServerContext& context, auto&) { return hang(context); };
  const FalseEtcd server(spoils);
  std::stop_source source;
  const auto etcd = make_etcd(access_to({server.url()}), source.get_token());
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    source.request_stop();
  });
  CHECK_THROWS_AS(etcd->status(server.url()), Interrupted);
  later.join();
  CHECK_THROWS_AS(etcd->snapshot(server.url(), [](const SnapshotPiece&) {}), Interrupted);
}

TEST_CASE("one that hangs is Silence after the timeout, and the next endpoint is asked") {
  Spoils spoils;
  spoils.members = [](ServerContext& context, pb::MembersResponse&) { return hang(context); };
  const FalseEtcd stuck(spoils), sound;
  auto access = access_to({stuck.url()});
  access.timeout = std::chrono::milliseconds(300);
  CHECK_THROWS_AS(make_etcd(access, {})->members(Reading::linearizable), Silence);
  access.endpoints.push_back(sound.url());
  CHECK(make_etcd(access, {})->members(Reading::linearizable).size() == 3);
}

TEST_CASE("a change goes to an endpoint that has a leader and is no learner") {
  Spoils learner, alone;
  learner.status = [](ServerContext&, pb::StatusResponse& answer) {
    answer.set_is_learner(true);
    return Status::OK;
  };
  alone.status = [](ServerContext&, pb::StatusResponse& answer) {
    answer.set_leader(0);
    return Status::OK;
  };
  alone.add = learner.add = [](ServerContext&, pb::MemberAddResponse&) {
    return Status(grpc::StatusCode::INTERNAL, "asked the wrong one");
  };
  const FalseEtcd one(learner), two(alone), three;
  const auto etcd = make_etcd(access_to({one.url(), two.url(), three.url()}), {});
  CHECK(etcd->add_member({"https://n4:2380"}, Role::learner).member.id == 4);
  const auto lost = make_etcd(access_to({two.url()}), {});
  try {
    lost->remove(3);
    FAIL("it was removed");
  } catch (const EtcdRefusal& refusal) {
    CHECK(refusal.reason == EtcdRefusal::Reason::no_leader);
  }
}

TEST_CASE("nobody there is Silence, and its coming is seen by the same object") {
  auto server = std::make_unique<FalseEtcd>();
  const auto url = server->url();
  const auto etcd = make_etcd(access_to({url}), {});
  CHECK(etcd->status(url).leader == 1);
  server.reset();
  CHECK_THROWS_AS(etcd->status(url), Silence);
}

}  // namespace kcluster
