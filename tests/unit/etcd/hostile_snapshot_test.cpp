#include "tests/unit/etcd/hostile_etcd.h"

namespace kcluster {
namespace {

namespace pb = etcdserverpb;
using grpc::ServerContext;
using grpc::Status;
using Spoils = FalseEtcd::Spoils;
using Writer = grpc::ServerWriter<pb::SnapshotResponse>;

pb::SnapshotResponse piece(std::size_t size, std::uint64_t remaining) {
  pb::SnapshotResponse made;
  made.set_blob(std::string(size, 'x'));
  made.set_remaining_bytes(remaining);
  return made;
}

Spoils sending(std::vector<pb::SnapshotResponse> pieces, Status end = Status::OK) {
  Spoils spoils;
  spoils.snapshot = [pieces, end](ServerContext&, Writer& writer) {
    for (const auto& each : pieces)
      if (!writer.Write(each)) break;
    return end;
  };
  return spoils;
}

void check_snapshot(const Spoils& spoils, const std::string& words) {
  const FalseEtcd server(spoils);
  check_foreign([&] { open(server)->snapshot(server.url(), [](const SnapshotPiece&) {}); }, words);
}

}  // namespace

TEST_CASE("a whole snapshot is given piece by piece, its digest apart") {
  auto digest = piece(32, 0);
  auto first = piece(1000, 500);
  first.set_version("3.6.0");
  const FalseEtcd server(sending({first, piece(500, 0), digest}));
  std::uint64_t got = 0;
  const auto end = open(server)->snapshot(server.url(), [&](const SnapshotPiece& each) {
    got += each.bytes.size();
    CHECK(each.done == got);
    CHECK(each.total == 1500);
  });
  CHECK(got == 1500);
  CHECK(end.size == 1500);
  CHECK(end.sha256 == std::string(32, 'x'));
  CHECK(end.version == "3.6.0");
}

TEST_CASE("a snapshot that does not keep what it announces is an Error") {
  check_snapshot(sending({}), "ends too early, after 0 of 0");
  check_snapshot(sending({piece(1000, 500)}), "ends too early, after 1000 of 1500");
  check_snapshot(sending({piece(1000, 0)}), "ends too early, after 1000 of 1000");
  check_snapshot(sending({piece(1000, 500), piece(500, 100)}), "1500 bytes, then 1600");
  check_snapshot(sending({piece(1000, 500), piece(600, 0)}), "1500 bytes, then 1600");
  check_snapshot(sending({piece(1000, 0), piece(31, 0)}), "digest is none");
  check_snapshot(sending({piece(1000, 0), piece(32, 5)}), "digest is none");
  check_snapshot(sending({piece(1000, 0), piece(32, 0), piece(1, 0)}), "more comes after");
  check_snapshot(sending({piece(1000, ~0ull)}), "a snapshot of 18446744073709551615 bytes");
  check_snapshot(sending({piece(5 << 20, 0)}), "larger than max");
}

TEST_CASE("empty pieces without end, as of an etcd whose disk failed, are not read for ever") {
  Spoils spoils;
  spoils.snapshot = [](ServerContext&, Writer& writer) {
    writer.Write(piece(1000, 500));
    while (writer.Write(piece(0, 500))) continue;
    return Status::CANCELLED;
  };
  check_snapshot(spoils, "gives up in the middle of a snapshot, after 1000 bytes");
}

TEST_CASE("a snapshot cut in the middle, or stuck there, is Silence") {
  const FalseEtcd cut(sending({piece(1000, 500)}, {grpc::StatusCode::UNAVAILABLE, "gone"}));
  CHECK_THROWS_AS(open(cut)->snapshot(cut.url(), [](const SnapshotPiece&) {}), Silence);
  Spoils spoils;
  spoils.snapshot = [](ServerContext& context, Writer& writer) {
    writer.Write(piece(1000, 500));
    return hang(context);
  };
  const FalseEtcd stuck(spoils);
  auto access = access_to({stuck.url()});
  access.timeout = std::chrono::milliseconds(300);
  std::uint64_t got = 0;
  CHECK_THROWS_AS(
      make_etcd(access, {})
          ->snapshot(stuck.url(), [&](const SnapshotPiece& each) { got += each.bytes.size(); }),
      Silence);
  CHECK(got == 1000);
}

TEST_CASE("the sink's throw ends the snapshot and passes") {
  Spoils spoils;
  spoils.snapshot = [](ServerContext& context, Writer& writer) {
    writer.Write(piece(1000, 500));
    return hang(context);
  };
  const FalseEtcd server(spoils);
  CHECK_THROWS_WITH(
      open(server)->snapshot(server.url(),
                             [](const SnapshotPiece&) { throw Error("the disk is full"); }),
      "the disk is full");
}

}  // namespace kcluster
