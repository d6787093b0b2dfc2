#include "snapshot/small_buckets.h"

#include <fmt/format.h>

#include <charconv>

#include "base/json_in.h"
#include "base/text.h"
#include "snapshot/bytes.h"
#include "snapshot/message.h"
#include "snapshot/revision.h"

namespace kcluster {
namespace {

// more than any of these values has; members list URLs
constexpr std::uint64_t kLongest = 64 << 10;

using Take = bool (*)(const SmallItem&, SnapshotContents&);

bool is_printable(std::string_view text) {
  for (const unsigned char c : text)
    if (c < 0x20 || c > 0x7e) return false;
  return true;
}

bool take_text(const SmallItem& item, std::string& into) {
  into = item.value.head(kLongest);
  return into.size() <= 64 && is_printable(into);
}

bool take_number(const SmallItem& item, std::uint64_t& into) {
  if (item.value.size() != 8) return false;
  into = be64(item.value.head(8), 0);
  return true;
}

// a compaction counts from the moment it is scheduled: members answer so from then on
bool take_compacted(const SmallItem& item, SnapshotContents& contents) {
  const auto revision = parse_revision(item.value.head(kLongest));
  if (!revision) return false;
  contents.compacted = std::max(contents.compacted, revision->main);
  return true;
}

bool take_meta(const SmallItem& item, SnapshotContents& contents) {
  if (item.key == "storageVersion") return take_text(item, contents.storage_version);
  if (item.key == "consistent_index") return take_number(item, contents.consistent_index);
  if (item.key == "term") return take_number(item, contents.term);
  if (item.key == "scheduledCompactRev" || item.key == "finishedCompactRev")
    return take_compacted(item, contents);
  return true;
}

bool take_lease(const SmallItem& item, SnapshotContents& contents) {
  ++contents.leases;
  std::uint64_t id = 0;
  const bool read = read_message(
      item.value.head(kLongest),
      [&](std::uint64_t field, std::uint64_t value) { id = field == 1 ? value : id; },
      [](std::uint64_t, std::string_view) {});
  return read && item.key.size() == 8 && be64(item.key, 0) == id;
}

std::string alarm_kind(std::uint64_t kind) {
  if (kind == 1) return "NOSPACE";
  return kind == 2 ? "CORRUPT" : "UNKNOWN";
}

bool take_alarm(const SmallItem& item, SnapshotContents& contents) {
  std::uint64_t member = 0, kind = 0;
  const bool read = read_message(
      item.key,
      [&](std::uint64_t field, std::uint64_t value) {
        if (field == 1) member = value;
        if (field == 2) kind = value;
      },
      [](std::uint64_t, std::string_view) {});
  contents.alarms.push_back({member, alarm_kind(kind)});
  return read;
}

bool take_auth(const SmallItem& item, SnapshotContents& contents) {
  if (item.key == "authEnabled") contents.auth = item.value.head(1) == "\x01";
  return true;
}

std::vector<std::string> strings(const Json& root, const char* pointer) {
  std::vector<std::string> made;
  for (const auto& each : list_in(root, pointer))
    if (each.is_string()) made.push_back(each.get<std::string>());
  return made;
}

bool take_member(const SmallItem& item, SnapshotContents& contents) {
  SnapshotMember member;
  const auto end = item.key.data() + item.key.size();
  const auto read = std::from_chars(item.key.data(), end, member.id, 16);
  if (read.ec != std::errc() || read.ptr != end) return false;
  const auto root = Json::parse(item.value.head(kLongest), nullptr, false);
  if (!root.is_object()) return false;
  member.name = string_in(root, "/name");
  member.peer_urls = strings(root, "/peerURLs");
  member.client_urls = strings(root, "/clientURLs");
  const auto learner = root.find("isLearner");
  member.learner = learner != root.end() && learner->is_boolean() && learner->get<bool>();
  contents.members.push_back(std::move(member));
  return true;
}

bool take_cluster(const SmallItem& item, SnapshotContents& contents) {
  return item.key == "clusterVersion" ? take_text(item, contents.cluster_version) : true;
}

struct Row {
  const char* bucket;
  Take take;
};

constexpr Row kBuckets[] = {{"meta", take_meta},      {"lease", take_lease},
                            {"alarm", take_alarm},    {"auth", take_auth},
                            {"members", take_member}, {"cluster", take_cluster}};

}  // namespace

void read_small_item(const SmallItem& item, SnapshotContents& contents, Damages& damages) {
  for (const auto& row : kBuckets)
    if (item.bucket == row.bucket && !row.take(item, contents))
      damages.add(
          fmt::format("bucket {}", row.bucket),
          fmt::format("the item with the key 0x{} cannot be read", hex(item.key.substr(0, 32))));
}

}  // namespace kcluster
