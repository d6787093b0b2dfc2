#include "snapshot/restore.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <limits>

#include "base/error.h"
#include "host/scratch_folder.h"
#include "snapshot/bolt_edit.h"
#include "snapshot/bytes.h"
#include "snapshot/raft_log.h"
#include "snapshot/revision.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kMargin = 16 << 20;  // bytes: new pages, snap, and what the disk takes

std::string eight(std::uint64_t value) {
  std::string made;
  add_be64(made, value);
  return made;
}

void set(std::vector<BoltEntry>& entries, const std::string& key, std::string value) {
  const auto at = std::lower_bound(entries.begin(), entries.end(), key,
                                   [](const auto& entry, const auto& k) { return entry.key < k; });
  if (at != entries.end() && at->key == key)
    at->value = std::move(value);
  else
    entries.insert(at, {key, std::move(value), 0});
}

std::vector<BoltEntry> member_entries(const NewCluster& cluster) {
  std::vector<BoltEntry> made;
  for (const auto& member : cluster.members)
    set(made, fmt::format("{:x}", member.id), member_json(member));
  return made;
}

std::int64_t bumped(std::int64_t revision, std::int64_t bump) {
  if (bump < 0 || revision > std::numeric_limits<std::int64_t>::max() - bump)
    throw Error(fmt::format("revision {} cannot be raised by {}", revision, bump),
                "give a smaller --bump-revision", Exit::usage);
  return revision + bump;
}

void let_users_in(BoltEditor& database) {
  auto auth = database.items("auth");
  set(auth, "authEnabled", std::string(1, '\0'));
  database.replace("auth", auth);
}

void edit(const RestorePlan& plan, std::int64_t revision, BoltEditor& database) {
  const auto& cluster = plan.cluster;
  database.replace("members", member_entries(cluster));
  database.replace("members_removed", {});
  database.replace("cluster", database.items("cluster"));
  auto meta = database.items("meta");
  set(meta, "consistent_index", eight(raft_log::index(cluster)));
  set(meta, "term", eight(raft_log::term));
  if (plan.bump > 0) {
    const auto last = revision_bytes(revision, 0);
    database.append("key", {last, "", 0});
    set(meta, "scheduledCompactRev", last);
  }
  database.replace("meta", meta);
  if (plan.users == Users::let_in) let_users_in(database);
  database.commit();
}

/// "3.6.0" and "3.6" as 3006; 0: no version.
std::int64_t minor_of(const std::string& version) {
  int major = 0, minor = 0;
  if (std::sscanf(version.c_str(), "%4d.%4d", &major, &minor) != 2) return 0;
  return major * 1000 + minor;
}

void refuse_newer(const RestorePlan& plan, const std::string& storage_version) {
  const auto ours = minor_of(plan.etcd_version);
  if (ours == 0 || minor_of(storage_version) <= ours) return;
  throw Error(fmt::format("the snapshot {} is of etcd {}, which {} does not start from",
                          plan.snapshot, storage_version, plan.etcd_version),
              "restore it under an etcd of that version or later");
}

Restored make_database(const RestorePlan& plan, const FileBytes& snapshot, NewFile& database,
                       const Advance& pace) {
  Restored made{copy_snapshot(snapshot, plan.digest, database, pace), 0};
  require_sound(made.snapshot, plan.snapshot);
  refuse_newer(plan, made.snapshot.contents.storage_version);
  made.revision = bumped(made.snapshot.contents.revision, plan.bump);
  Damages none;
  const auto copy = open_bolt(database, database.size(), none);
  if (!copy) throw Error("the copy of the snapshot cannot be read");
  BoltEditor editor(database, copy->meta);
  edit(plan, made.revision, editor);
  database.keep();
  return made;
}

void make_log(const RestorePlan& plan, const Path& folder, Files& files) {
  files.make_dir(folder, 0700);
  const auto log = files.create(folder / raft_log::log_name, {0600});
  log->append(raft_log::records(plan.cluster, member_named(plan.cluster, plan.name)));
  log->reserve(plan.log_bytes);
  log->keep();
}

void need_space(const RestorePlan& plan, std::uint64_t size, const Files& files) {
  const auto needed = size + plan.log_bytes + kMargin;
  const auto free = files.space(plan.data_folder).free;
  if (free < needed)
    throw Error(fmt::format("{} has {} MB free, the restored data need {} MB",
                            plan.data_folder.string(), free >> 20, needed >> 20),
                "free some disk space there");
}

}  // namespace

Restored restore_data_folder(const RestorePlan& plan, const FileBytes& snapshot, Files& files,
                             const Advance& pace) {
  member_named(plan.cluster, plan.name);
  const auto place = plan.data_folder / "member", temp = plan.data_folder / ".member.kcluster";
  if (files.look(place))
    throw Error(fmt::format("{} is there already", place.string()),
                "move it away; kcluster never replaces an etcd's data");
  files.remove_tree(temp);  // it counts as free space
  need_space(plan, snapshot.size(), files);
  ScratchFolder member(files, temp);
  files.make_dir(member.path() / "snap", 0700);
  const auto database = files.create(member.path() / "snap" / "db", {0600, Secrecy::secret});
  auto made = make_database(plan, snapshot, *database, pace);
  files.write(member.path() / "snap" / raft_log::snap_name(plan.cluster),
              raft_log::snap(plan.cluster), {0600});
  make_log(plan, member.path() / "wal", files);
  member.move_to(place);
  return made;
}

}  // namespace kcluster
