#include "phases/etcd_backup.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "base/error.h"
#include "base/text.h"
#include "etcd/refusal.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kMargin = 16 << 20;  // bytes that stay free on the disk
constexpr std::uint64_t kDigest = 32;

/// Takes the pieces of one snapshot to where they belong.
SnapshotReport receive(const BackupFrom& from, const SnapshotPlace& place, const Advance& pace) {
  Sha256 sum;
  const auto end = from.etcd.snapshot(from.endpoint, [&](const SnapshotPiece& piece) {
    if (piece.done == piece.bytes.size()) place.begin(piece.total + kDigest);
    sum.add(piece.bytes);
    place.append(piece.bytes);
    if (pace) pace(piece.done, piece.total);
  });
  const auto digest = sum.finish();
  if (digest != end.sha256)
    throw Error(fmt::format("the snapshot of {} came with changes: its SHA-256 is another one",
                            from.endpoint),
                "take it again, or from another member");
  place.append(end.sha256);
  auto report = place.examine(digest);
  require_sound(report, "of " + from.endpoint);
  return report;
}

// a linearizable read: then it has what the cluster has, while a follower may lag
void catch_up(const std::string& endpoint, const Etcd& etcd, const Tell& sink) {
  const auto read = attempt([&] { return etcd.revision(endpoint); });
  if (!read)
    tell(sink,
         {Event::Kind::warning, "", "the snapshot may be older than the cluster: " + read.why});
}

enum class Compared { equal, compacted_meanwhile };

Compared compare(const std::string& endpoint, const SnapshotReport& report, const Etcd& etcd) {
  const auto& ours = report.contents;
  try {
    // a member without any key says that it is at revision 1
    const auto theirs = etcd.hash_kv(endpoint, std::max<std::int64_t>(ours.revision, 1));
    if (theirs.compact_revision != ours.compacted) return Compared::compacted_meanwhile;
    if (theirs.hash == ours.hash_kv) return Compared::equal;
    throw Error(fmt::format("the snapshot of {} does not hold what the member holds: HashKV at "
                            "revision {} is {:x}, the member's {:x}",
                            endpoint, ours.revision, ours.hash_kv, theirs.hash),
                "take it from another member, and look at this one's disk");
  } catch (const EtcdRefusal& refusal) {
    if (refusal.reason != EtcdRefusal::Reason::compacted) throw;
    return Compared::compacted_meanwhile;
  }
}

}  // namespace

MemberHealth backup_member(const EtcdHealth& health) {
  const auto rank = [&](const MemberHealth& each) {
    if (!each.status || each.member.learner) return 3;
    if (!quorum_fault(each, health.alarms_fault).empty()) return 2;
    return each.leads() ? 1 : 0;
  };
  const auto& all = health.members;
  const auto best = std::min_element(
      all.begin(), all.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  if (best == all.end() || rank(*best) == 3)
    throw Error("no etcd member that votes answers",
                "see `kcluster etcd status`; a stopped member's own file is "
                "/var/lib/etcd/member/snap/db");
  return *best;
}

void need_backup_space(const Path& file, std::uint64_t size, const Files& files) {
  const auto free = files.space(file).free;
  if (free < size + kMargin)
    throw Error(fmt::format("{} has {} MB free, the backup needs {} MB",
                            file.parent_path().string(), free >> 20, (size + kMargin) >> 20),
                "free some disk space, or save it elsewhere");
}

std::optional<SnapshotReport> try_snapshot(const BackupFrom& from, const SnapshotPlace& place,
                                           const Advance& pace, const Tell& sink) {
  catch_up(from.endpoint, from.etcd, sink);
  auto report = receive(from, place, pace);
  if (compare(from.endpoint, report, from.etcd) == Compared::equal) return report;
  return std::nullopt;
}

Error always_compacted(const std::string& endpoint) {
  return Error(
      fmt::format("{} compacts its history each time while the snapshot is taken", endpoint),
      "run it again at a quieter time");
}

SnapshotReport save_snapshot(const BackupFrom& from, const Path& file, Files& files,
                             const Advance& pace, const Tell& sink) {
  for (int trial = 0; trial < backup_trials; ++trial) {
    const auto made = files.create(file, {0600, Secrecy::secret});
    const SnapshotPlace place{[&](std::uint64_t size) { need_backup_space(file, size, files); },
                              [&](std::string_view bytes) { made->append(bytes); },
                              [&](const std::string& sum) { return examine_written(*made, sum); }};
    const auto report = try_snapshot(from, place, pace, sink);
    if (!report) continue;
    made->keep();
    return *report;
  }
  throw always_compacted(from.endpoint);
}

}  // namespace kcluster
