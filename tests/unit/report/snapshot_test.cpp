#include "report/snapshot.h"

#include <catch2/catch.hpp>

#include "host/memory_stream.h"
#include "tests/support/snapshot_maker.h"

namespace kcluster {
namespace {

SnapshotReport examined(std::string bytes) {
  return examine_snapshot(MemoryBytes(std::move(bytes)), Digest::required);
}

}  // namespace

TEST_CASE("a sound snapshot shows etcdutl's fields and more") {
  const auto seen = examined(make_snapshot(etcd_buckets({put_entry("/a", "1", 2)})));
  const auto result = snapshot_result(seen, "/backup.db");
  CHECK(result.value["sound"] == true);
  CHECK(result.value["hash"] == seen.contents.hash);
  CHECK(result.value["revision"] == 2);
  CHECK(result.value["totalKey"] == 1);
  CHECK(result.value["totalSize"] == seen.size);
  CHECK(result.value["version"] == "3.6.0");
  CHECK(result.value["members"][0]["id"] == "8e9e05c52164694d");
  CHECK_THAT(result.words, Catch::Contains("STATE            sound\n"));
}

TEST_CASE("of a damaged snapshot only the damages are shown") {
  auto bytes = make_snapshot(etcd_buckets({put_entry("/a", "1", 2)}));
  bytes[9000] ^= 1;
  const auto result = snapshot_result(examined(bytes), "/backup.db");
  CHECK(result.value["sound"] == false);
  CHECK(result.value["damageCount"].get<int>() >= 1);
  CHECK_FALSE(result.value.contains("revision"));
  CHECK_THAT(result.words, Catch::Contains("damaged"));
}

TEST_CASE("an archive shows when it was made and how old it is") {
  ArchiveSeen seen;
  seen.manifest = {{"created", "2026-11-21T20:00:00Z"}, {"createdBy", "kcluster 0.1.0"}};
  seen.files = {{"snapshot.db", 2000, 0600, 0, 512}};
  const auto result = archive_result(seen, Seconds(3 * 3600));
  CHECK(result.value["ageSeconds"] == 3 * 3600);
  CHECK(result.value["files"][0]["name"] == "snapshot.db");
  CHECK_THAT(result.words, Catch::Contains("AGE         3 h\n"));
  CHECK_THAT(archive_result(seen, std::nullopt).words, Catch::Contains("AGE         -\n"));
}

}  // namespace kcluster
