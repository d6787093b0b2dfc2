#include <fmt/format.h>

#include "base/attempt.h"
#include "base/error.h"
#include "base/text.h"
#include "phases/etcd_restore.h"
#include "phases/rest.h"
#include "phases/restore_notes.h"
#include "snapshot/resources.h"
#include "snapshot/restore.h"

namespace kcluster {
namespace {

constexpr const char* kMember = "member";

RestorePlan build_plan(const EtcdRestorePlan& plan) {
  RestorePlan made;
  made.snapshot = plan.file;
  made.digest = plan.source->digest;
  made.data_folder = plan.built;
  made.cluster = new_cluster(plan.spec.members, plan.spec.token);
  made.name = plan.name;
  made.etcd_version = plan.etcd_version;
  made.bump = plan.spec.bump;
  return made;
}

std::unique_ptr<FileBytes> database_of(const Path& member, const Files& files) {
  const auto path = member / "snap" / "db";
  auto bytes = files.open(path);
  if (!bytes) throw Error("there is no database " + path.string());
  return bytes;
}

std::map<std::string, std::uint64_t> objects_in(const FileBytes& database) {
  Damages damages;
  const auto file = open_bolt(database, database.size(), damages);
  return file ? count_resources(*file).by_prefix : std::map<std::string, std::uint64_t>{};
}

/// What was built, read back and held against all rules.
void read_back(const EtcdRestorePlan& plan, const Files& files, BuiltNote& note) {
  const auto database = database_of(Path(plan.built) / kMember, files);
  const auto seen = examine_database(*database, plan.source->pace);
  require_sound(seen, "what was built");
  note.hash_kv = seen.contents.hash_kv;
  note.objects = objects_in(*database);
}

void require_that_snapshot(const EtcdRestorePlan& plan, const std::string& sha256, Files& files) {
  if (sha256 == plan.spec.snapshot) return;
  files.remove_tree(plan.built);
  throw Error(fmt::format("{} is another snapshot than the one that was chosen: its SHA-256 is {}, "
                          "not {}",
                          plan.file, sha256, plan.spec.snapshot),
              "give every node the same file", Exit::usage);
}

BuiltNote build(const EtcdRestorePlan& plan, Files& files) {
  const auto made =
      restore_data_folder(build_plan(plan), plan.source->snapshot, files, plan.source->pace);
  require_that_snapshot(plan, made.snapshot.sha256, files);
  BuiltNote note{made.revision, 0, {}, {}};
  read_back(plan, files, note);
  for (const auto& member : made.snapshot.contents.members)
    note.members.push_back(member.name.empty() ? member_id_text(member.id) : member.name);
  return note;
}

}  // namespace

void build_data(const EtcdRestorePlan& plan, Files& files) {
  if (read_built(plan.spec.id, files)) return;
  if (!plan.source)
    throw Error("the new data are not built yet", "name the backup's file", Exit::usage);
  files.remove_tree(plan.built);
  const auto note = build(plan, files);
  write_built(plan.spec.id, note, files);
}

void account_for_members(const EtcdRestorePlan& plan, const Files& files) {
  const auto built = read_built(plan.spec.id, files);
  const auto members = built ? built->members : std::vector<std::string>{};
  const auto left = unaccounted(plan, members);
  if (!plan.another_cluster && !members.empty() && left.size() == members.size())
    throw Error(
        fmt::format("the snapshot is of another cluster: none of its members is known here: {}",
                    join(members, ", ")),
        "if it shall replace this one: --another-cluster, and --destroyed for each of them");
  if (left.empty()) return;
  throw Error(
      fmt::format("the snapshot is of a cluster with other members: {}", join(left, ", ")),
      fmt::format("a member that still runs would go on as a second cluster. Restore all: kcluster "
                  "etcd restore plan {}; or name each that is lost: --destroyed NAME",
                  plan.file),
      Exit::usage);
}

ObjectChanges object_changes(const EtcdRestorePlan& plan, const Files& files) {
  const auto built = read_built(plan.spec.id, files);
  const auto before = attempt([&] {
    const auto database = database_of(plan.old, files);
    // a member's own file is whole once etcd has stopped; after a crash it may not be
    require_sound(examine_database(*database), plan.old);
    return objects_in(*database);
  });
  ObjectChanges changes;
  if (!built || !before) return changes;
  for (const auto& [kind, count] : *before) changes[kind].before = count;
  for (const auto& [kind, count] : built->objects) changes[kind].now = count;
  std::erase_if(changes, [](const auto& each) { return each.second.before == each.second.now; });
  return changes;
}

// bbolt holds flock(2) on its file as long as it has it open
void require_unused(const EtcdRestorePlan& plan, const Files& files, System& system) {
  const auto database = Path(plan.member) / "snap" / "db";
  if (!files.look(database) || system.lock(database)) return;
  throw Error("an etcd still has " + database.string() + " open, one that is no static pod",
              "stop it, then run the same command again");
}

void swap_data(const EtcdRestorePlan& plan, Files& files) {
  const auto built = Path(plan.built) / kMember;
  if (files.look(built)) {
    if (files.look(plan.member)) files.move(plan.member, plan.old);
    files.move(built, plan.member);
  }
  files.remove(plan.built);
}

bool abandon_restore(const EtcdRestorePlan& plan, Files& files, System& system) {
  recover(files, system);
  const bool in_place = read_built(plan.spec.id, files) && !files.look(Path(plan.built) / kMember);
  if (in_place) return false;
  if (!files.look(plan.member) && files.look(plan.old)) files.move(plan.old, plan.member);
  put_all_back(plan.aside, files);
  forget_built(files);
  files.remove_tree(plan.built);  // the space that the notes may need
  forget_restore(files);
  return true;
}

void require_discard_at_rest(const EtcdRestorePlan& plan, const Files& files) {
  if (plan.discard_writes || !files.look(plan.old) || !files.look(plan.member)) return;
  const auto built = read_built(plan.spec.id, files);
  const auto now = attempt([&] {
    const auto seen = examine_database(*database_of(plan.member, files));
    require_sound(seen, plan.member);
    return seen.contents.revision;
  });
  if (now && built && *now == built->revision) return;  // nothing has run on them yet
  const auto lost = now && built ? fmt::format("{} writes", *now - built->revision)
                                 : std::string("an unknown number of writes");
  throw Error(lost + " since the restore would be lost",
              "if they may be: kcluster etcd restore build --undo --discard-writes");
}

void swap_data_back(const EtcdRestorePlan& plan, Files& files) {
  if (!files.look(plan.old)) return;
  if (files.look(plan.member)) files.move(plan.member, plan.discarded);
  files.move(plan.old, plan.member);
}

}  // namespace kcluster
