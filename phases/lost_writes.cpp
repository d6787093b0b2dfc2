#include "phases/lost_writes.h"

#include <fmt/format.h>

#include "base/attempt.h"
#include "snapshot/bolt_walk.h"
#include "snapshot/resources.h"

namespace kcluster {
namespace {

constexpr std::int64_t kPage = 5000;

using Counts = std::map<std::string, std::uint64_t>;

Counts objects_in(const FileBytes& snapshot, const SnapshotReport& seen) {
  Damages damages;
  const auto file = open_bolt(snapshot, seen.size, damages);
  return file ? count_resources(*file).by_prefix : Counts{};
}

Counts objects_of(const Etcd& etcd) {
  Counts counts;
  EtcdKeyRange range{"/registry/", "", kPage, 0};
  for (bool more = true; more;) {
    const auto page = etcd.keys(range);
    for (const auto& key : page.keys) {
      const std::string kind(resource_prefix(key));
      if (!kind.empty() && (counts.size() < most_resources || counts.contains(kind)))
        ++counts[kind];
    }
    more = page.more && !page.keys.empty();
    if (more) range.after = page.keys.back();
    range.revision = page.revision;
  }
  return counts;
}

Json to_json(const ObjectChanges& changes) {
  auto made = Json::object();
  for (const auto& [kind, count] : changes)
    made[kind] = {{"now", count.before}, {"inBackup", count.now}};
  return made;
}

}  // namespace

LostWrites lost_writes(const FileBytes& snapshot, const SnapshotReport& seen, const Etcd& etcd) {
  LostWrites lost;
  const auto now = attempt([&] { return etcd.revision(etcd.endpoints().front()); });
  if (!now) return lost;
  lost.writes = *now - seen.contents.revision;
  const auto present = attempt([&] { return objects_of(etcd); });
  if (!present) return lost;
  for (const auto& [kind, count] : *present) lost.objects[kind].before = count;
  for (const auto& [kind, count] : objects_in(snapshot, seen)) lost.objects[kind].now = count;
  std::erase_if(lost.objects,
                [](const auto& each) { return each.second.before == each.second.now; });
  return lost;
}

Result lost_result(const LostWrites& lost) {
  std::string words =
      lost.writes
          ? fmt::format("{} writes since the backup are lost, the nodes' heartbeats among them\n",
                        *lost.writes)
          : "etcd does not answer: how many writes since the backup are lost is not known\n";
  for (const auto& [kind, count] : lost.objects)
    words += fmt::format("  {}: {} now, {} in the backup\n", kind, count.before, count.now);
  Json value{{"writes", nullptr}, {"objects", to_json(lost.objects)}};
  if (lost.writes) value["writes"] = *lost.writes;
  return {"lostWrites", value, words};
}

}  // namespace kcluster
