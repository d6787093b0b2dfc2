#include "phases/etcd_drill.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "etcd/endpoint.h"
#include "phases/drill_room.h"
#include "snapshot/key_entries.h"
#include "snapshot/restore.h"

namespace kcluster {
namespace {

constexpr const char* kName = "drill";
// in the member list, which takes no sockets; nobody listens there
constexpr const char* kPeerUrl = "http://127.0.0.1:2380";
constexpr const char* kClientUrl = "http://127.0.0.1:2379";
constexpr Millis kStart = std::chrono::minutes(5);
constexpr std::size_t kLongestLog = 600;

void make_data(const DrillPlan& plan, const FileBytes& snapshot, const DrillRoom& room,
               const DrillPorts& ports, const Advance& pace, DrillSeen& seen) {
  RestorePlan wish;
  wish.snapshot = plan.name;
  wish.digest = plan.digest;
  wish.data_folder = room.data();
  wish.cluster = new_cluster(fmt::format("{}={}", kName, kPeerUrl), "kcluster-drill");
  wish.name = kName;
  wish.etcd_version = seen.version;
  wish.bump = 0;
  wish.users = Users::let_in;
  seen.snapshot = restore_data_folder(wish, snapshot, ports.files, pace).snapshot;
  const auto bytes = ports.files.open(room.data() / "member/snap/db");
  Damages none;
  const auto file = bytes ? open_bolt(*bytes, bytes->size(), none) : std::nullopt;
  if (!file) throw Error("the restored database cannot be read");
  seen.file = count_resources(*file);
}

std::vector<std::string> etcd_argv(const std::string& binary, const DrillRoom& room, unsigned uid) {
  std::vector<std::string> made{"setpriv", "--reset-env", "--no-new-privs"};
  if (uid == 0) made.push_back("--bounding-set=-all");
  const std::vector<std::string> own{binary,
                                     fmt::format("--name={}", kName),
                                     "--data-dir=" + room.data().string(),
                                     "--log-outputs=" + room.log().string(),
                                     "--listen-client-urls=" + room.client_url(),
                                     fmt::format("--advertise-client-urls={}", kClientUrl),
                                     "--listen-peer-urls=" + room.peer_url(),
                                     fmt::format("--initial-advertise-peer-urls={}", kPeerUrl),
                                     fmt::format("--initial-cluster={}={}", kName, kPeerUrl),
                                     "--unsafe-no-fsync",
                                     "--enable-grpc-gateway=false"};
  made.insert(made.end(), own.begin(), own.end());
  return made;
}

std::string last_line(const std::string& text) {
  const auto lines = split(trim(text), '\n');
  return lines.empty() ? std::string() : lines.back().substr(0, kLongestLog);
}

Error died(const Outcome& outcome, const DrillRoom& room, const Files& files) {
  auto why = last_line(outcome.err);
  if (why.empty()) why = last_line(files.read(room.log()).value_or(""));
  return Error(
      fmt::format("the etcd of the drill ended with exit code {}: {}", outcome.exit, why),
      "a backup on which no etcd starts is none: take another one, or try another etcd with "
      "--etcd-binary");
}

void await_etcd(Program& program, const Etcd& etcd, const DrillRoom& room,
                const DrillPorts& ports) {
  ports.clock.await("etcd on the restored data", kStart, [&]() -> std::optional<std::string> {
    if (const auto outcome = program.ended()) throw died(*outcome, room, ports.files);
    const auto status = etcd.status(room.client_url());
    return status.leader ? std::nullopt : std::optional<std::string>("it leads nobody yet");
  });
}

// a compaction that the backup had begun is finished by any etcd that starts from it
std::uint32_t expected_hash(const FileBytes& snapshot, const DrillSeen& seen) {
  Damages none;
  const auto file = open_bolt(snapshot, seen.snapshot.size, none);
  if (!file) throw Error("the snapshot cannot be read any more");
  return hash_kv(*file, seen.hash.compact_revision);
}

std::string text_of(EtcdAlarm::Kind kind) {
  if (kind == EtcdAlarm::Kind::no_space) return "NOSPACE";
  return kind == EtcdAlarm::Kind::corrupt ? "CORRUPT" : "UNKNOWN";
}

void look_into(const Etcd& etcd, const DrillRoom& room, const FileBytes& snapshot,
               DrillSeen& seen) {
  const auto url = room.client_url();
  // an etcd without any key says that it is at revision 1
  const auto revision = std::max<std::int64_t>(seen.snapshot.contents.revision, 1);
  seen.hash = etcd.hash_kv(url, revision);
  seen.hash_kv = expected_hash(snapshot, seen);
  seen.version = etcd.status(url).version;
  for (const auto& [prefix, count] : seen.file.by_prefix)
    seen.etcd_counts.by_prefix[prefix] = static_cast<std::uint64_t>(etcd.count(prefix));
  seen.etcd_counts.keys = static_cast<std::uint64_t>(etcd.count(""));
  for (const auto& alarm : etcd.alarms()) seen.alarms.push_back(text_of(alarm.kind));
}

}  // namespace

void judge_drill(DrillSeen& seen) {
  const auto& ours = seen.snapshot.contents;
  if (seen.hash.hash != seen.hash_kv)
    seen.faults.push_back(fmt::format("HashKV at revision {} is {:x} in the backup, {:x} in etcd",
                                      ours.revision, seen.hash_kv, seen.hash.hash));
  if (seen.etcd_counts.keys != seen.file.keys)
    seen.faults.push_back(
        fmt::format("the backup has {} keys, etcd {}", seen.file.keys, seen.etcd_counts.keys));
  for (const auto& [prefix, count] : seen.file.by_prefix)
    if (seen.etcd_counts.by_prefix[prefix] != count)
      seen.faults.push_back(fmt::format("below {} the backup has {} keys, etcd {}", prefix, count,
                                        seen.etcd_counts.by_prefix[prefix]));
  if (seen.alarms.size() != ours.alarms.size())
    seen.faults.push_back(fmt::format("the backup has {} alarms, etcd tells {}", ours.alarms.size(),
                                      seen.alarms.size()));
  for (const auto& alarm : seen.alarms) {
    if (alarm == "CORRUPT")
      seen.faults.push_back(
          "the member that was saved had the alarm CORRUPT: its data were not "
          "those of the others");
    else
      seen.warnings.push_back(
          fmt::format("the backup holds the alarm {}: nothing can be written "
                      "after a restore until it is disarmed",
                      alarm));
  }
  if (ours.auth)
    seen.warnings.push_back("etcd's own users were let in without a password for the drill");
}

DrillSeen drill(const DrillPlan& plan, const FileBytes& snapshot, const DrillPorts& ports,
                const Advance& pace) {
  DrillRoom room(plan.work_folder, ports.files, ports.system);
  room.need_space(snapshot.size());
  DrillSeen seen;
  const auto found = find_etcd(plan, room, ports);
  seen.etcd = found.words;
  seen.version = found.version;
  tell(ports.tell, {Event::Kind::began, "drill", "restoring " + plan.name});
  make_data(plan, snapshot, room, ports, pace, seen);
  tell(ports.tell, {Event::Kind::did, "drill", "starting etcd " + found.version});
  {
    const auto uid = ports.system.facts().uid;
    const auto program = ports.system.start(etcd_argv(found.binary, room, uid));
    EtcdAccess access;
    access.endpoints = {room.client_url()};
    const auto etcd = ports.etcd(access);
    await_etcd(*program, *etcd, room, ports);
    look_into(*etcd, room, snapshot, seen);
  }
  room.remove();
  judge_drill(seen);
  tell(ports.tell, {Event::Kind::ended, "drill", "compared, and removed again"});
  return seen;
}

}  // namespace kcluster
