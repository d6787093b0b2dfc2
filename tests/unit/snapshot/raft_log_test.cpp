#include "snapshot/raft_log.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "base/json.h"
#include "snapshot/bytes.h"
#include "snapshot/crc32c.h"
#include "snapshot/message.h"

namespace kcluster {
namespace {

/// A message's fields as a reader of its own sees them; of repeated numbers the last.
struct Fields {
  explicit Fields(std::string_view bytes) {
    const auto number = [this](std::uint64_t field, std::uint64_t value) {
      numbers[field] = value;
      ++counts[field];
    };
    const auto text = [this](std::uint64_t field, std::string_view piece) {
      texts[field] += piece;
    };
    REQUIRE(read_message(bytes, number, text));
  }
  std::map<std::uint64_t, std::uint64_t> numbers, counts;
  std::map<std::uint64_t, std::string> texts;
};

// as etcd's decoder goes through a log: frame, padding, running sum
std::vector<Fields> decode(std::string_view log) {
  std::vector<Fields> made;
  Crc32c sum;
  while (!log.empty()) {
    REQUIRE(log.size() >= 8);
    const auto head = le64(log, 0);
    const auto size = head & ((1ull << 56) - 1);
    const auto padding = head >> 63 ? (head >> 56) & 7 : 0;
    REQUIRE(log.size() >= 8 + size + padding);
    CHECK((size + padding) % 8 == 0);
    for (const char c : log.substr(8 + size, padding)) CHECK(c == '\0');
    made.emplace_back(log.substr(8, size));
    sum.add(made.back().texts[3]);
    if (made.size() > 1) CHECK(made.back().numbers[2] == sum.value());
    log.remove_prefix(8 + size + padding);
  }
  return made;
}

NewCluster drawn_cluster(std::mt19937& random) {
  std::string members;
  const auto count = 1 + random() % 9;
  for (unsigned i = 0; i < count; ++i) {
    members += (i ? ",n" : "n") + std::to_string(i) + std::string(random() % 40, 'x') +
               "=https://h" + std::to_string(i) + ":" + std::to_string(1 + random() % 60000);
  }
  return new_cluster(members, std::to_string(random()));
}

}  // namespace

TEST_CASE("any cluster's log is read back record by record, with true sums and no gaps") {
  std::mt19937 random(GENERATE(1u, 2u, 3u));
  for (int trial = 0; trial < 60; ++trial) {
    const auto cluster = drawn_cluster(random);
    const auto& self = cluster.members[random() % cluster.members.size()];
    const auto count = cluster.members.size();
    auto records = decode(raft_log::records(cluster, self));
    REQUIRE(records.size() == 5 + count);
    CHECK(records[0].numbers[1] == 4);
    Fields metadata(records[1].texts[3]);
    CHECK(metadata.numbers[1] == self.id);
    CHECK(metadata.numbers[2] == cluster.id);
    for (std::size_t i = 0; i < count; ++i) {
      Fields entry(records[3 + i].texts[3]);
      CHECK(entry.numbers[3] == i + 1);
      Fields change(entry.texts[4]);
      const auto& member = cluster.members[i];
      CHECK(change.numbers[3] == member.id);
      CHECK(Json::parse(change.texts[4])["name"] == member.name);
    }
    Fields state(records[3 + count].texts[3]);
    CHECK(state.numbers[3] == count);
    Fields last(records[4 + count].texts[3]);
    CHECK(last.numbers[1] == count);
    CHECK(Fields(last.texts[3]).counts[1] == count);
  }
}

TEST_CASE("any cluster's snap has a true sum, and the members of the log") {
  std::mt19937 random(GENERATE(4u, 5u));
  for (int trial = 0; trial < 40; ++trial) {
    const auto cluster = drawn_cluster(random);
    Fields snap(raft_log::snap(cluster));
    Crc32c sum;
    sum.add(snap.texts[2]);
    CHECK(snap.numbers[1] == sum.value());
    Fields data(snap.texts[2]);
    const auto store = Json::parse(data.texts[1]);
    const auto& members = store["Root"]["Children"]["0"]["Children"]["members"]["Children"];
    CHECK(members.size() == cluster.members.size());
    Fields metadata(data.texts[2]);
    CHECK(metadata.numbers[2] == cluster.members.size());
    CHECK(Fields(metadata.texts[1]).counts[1] == cluster.members.size());
  }
}

}  // namespace kcluster
