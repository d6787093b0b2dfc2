#include "report/snapshot.h"

#include <fmt/format.h>

#include "base/json_in.h"
#include "base/text.h"
#include "report/columns.h"

namespace kcluster {
namespace {

Json to_json(const std::vector<Damage>& damages) {
  Json list = Json::array();
  for (const auto& each : damages) list.push_back({{"place", each.place}, {"what", each.what}});
  return list;
}

Json to_json(const SnapshotMember& member) {
  return {{"id", fmt::format("{:x}", member.id)},
          {"name", member.name},
          {"peerURLs", member.peer_urls},
          {"clientURLs", member.client_urls},
          {"isLearner", member.learner}};
}

Json alarms_json(const SnapshotContents& seen) {
  Json list = Json::array();
  for (const auto& alarm : seen.alarms)
    list.push_back({{"memberID", fmt::format("{:x}", alarm.member)}, {"alarm", alarm.kind}});
  return list;
}

void add_contents(const SnapshotReport& snapshot, Json& root) {
  const auto& seen = snapshot.contents;
  root.update({{"hash", seen.hash},
               {"revision", seen.revision},
               {"totalKey", seen.keys},
               {"totalSize", snapshot.size},
               {"version", seen.storage_version},
               {"entries", seen.entries},
               {"hashKV", seen.hash_kv},
               {"compactRevision", seen.compacted},
               {"clusterVersion", seen.cluster_version},
               {"consistentIndex", seen.consistent_index},
               {"term", seen.term},
               {"leases", seen.leases},
               {"auth", seen.auth},
               {"buckets", seen.buckets},
               {"alarms", alarms_json(seen)}});
  Json members = Json::array();
  for (const auto& member : seen.members) members.push_back(to_json(member));
  root["members"] = std::move(members);
}

std::string members_text(const SnapshotContents& seen) {
  std::vector<std::string> names;
  for (const auto& member : seen.members) {
    const auto name = member.name.empty() ? fmt::format("unstarted {:x}", member.id) : member.name;
    names.push_back(name + (member.learner ? " (learner)" : ""));
  }
  return names.empty() ? "-" : join(names, ", ");
}

std::string alarms_text(const SnapshotContents& seen) {
  std::vector<std::string> names;
  for (const auto& alarm : seen.alarms)
    names.push_back(fmt::format("{} at {:x}", alarm.kind, alarm.member));
  return names.empty() ? "none" : join(names, ", ");
}

std::string age_text(Seconds age) {
  const auto minutes = age.count() / 60;
  if (minutes < 120) return fmt::format("{} min", minutes);
  return minutes < 2 * 24 * 60 ? fmt::format("{} h", minutes / 60)
                               : fmt::format("{} days", minutes / 60 / 24);
}

void add_rows(const SnapshotReport& snapshot, Rows& rows) {
  const auto& seen = snapshot.contents;
  rows.push_back({"REVISION", std::to_string(seen.revision)});
  rows.push_back({"COMPACTED", seen.compacted < 0 ? "never" : std::to_string(seen.compacted)});
  rows.push_back({"KEYS", fmt::format("{} ({} entries)", seen.keys, seen.entries)});
  rows.push_back({"LEASES", std::to_string(seen.leases)});
  rows.push_back({"STORAGE VERSION", or_dash(seen.storage_version)});
  rows.push_back({"CLUSTER VERSION", or_dash(seen.cluster_version)});
  rows.push_back({"HASH", fmt::format("{:x}", seen.hash)});
  rows.push_back({"HASH KV", fmt::format("{:x}", seen.hash_kv)});
  rows.push_back({"MEMBERS", members_text(seen)});
  rows.push_back({"ALARMS", alarms_text(seen)});
  rows.push_back({"AUTH", seen.auth ? "enabled" : "disabled"});
}

}  // namespace

Result snapshot_result(const SnapshotReport& snapshot, const std::string& file) {
  const bool sound = snapshot.damages.none();
  Json root{{"file", file},
            {"sound", sound},
            {"fileSize", snapshot.file_size},
            {"hasDigest", snapshot.has_digest},
            {"sha256", snapshot.sha256},
            {"pageSize", snapshot.page_size},
            {"damages", to_json(snapshot.damages.listed())},
            {"damageCount", snapshot.damages.count()},
            {"notes", to_json(snapshot.damages.notes())}};
  Rows rows{
      {"SNAPSHOT", file},
      {"STATE", sound ? "sound" : "damaged"},
      {"SIZE", fmt::format("{} ({} bytes)", size_text(static_cast<std::int64_t>(snapshot.size)),
                           snapshot.size)},
      {"SHA-256", snapshot.has_digest ? snapshot.sha256 : "none in the file"}};
  if (sound) {
    add_contents(snapshot, root);
    add_rows(snapshot, rows);
  }
  for (const auto& note : snapshot.damages.notes())
    rows.push_back({"NOTE", note.place + ": " + note.what});
  return {"snapshot", std::move(root), columns(rows)};
}

Result archive_result(const ArchiveSeen& seen, std::optional<Seconds> age) {
  Json root = seen.manifest;
  Json files = Json::array();
  std::uint64_t size = 0;
  for (const auto& entry : seen.files) {
    files.push_back({{"name", entry.name}, {"size", entry.size}});
    size += entry.size;
  }
  root["files"] = std::move(files);
  if (age) root["ageSeconds"] = age->count();
  const Rows rows{{"ARCHIVE", fmt::format("{} files, {}", seen.files.size(),
                                          size_text(static_cast<std::int64_t>(size)))},
                  {"MADE", string_in(root, "/created") + " by " + string_in(root, "/createdBy")},
                  {"AGE", age ? age_text(*age) : "-"},
                  {"KUBERNETES", or_dash(string_in(root, "/kubernetesVersion"))},
                  {"ETCD", or_dash(string_in(root, "/etcdVersion"))}};
  return {"archive", std::move(root), columns(rows)};
}

}  // namespace kcluster
