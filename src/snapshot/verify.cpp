#include "snapshot/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>

#include "base/error.h"
#include "base/text.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kDigest = 32, kSector = 512, kBlock = 1 << 20;

/// A part of a work that has two of the same length.
Advance half(const Advance& pace, std::uint64_t before) {
  if (!pace) return {};
  return
      [&pace, before](std::uint64_t done, std::uint64_t total) { pace(before + done, 2 * total); };
}

// a thread is started only where there is something to share out
std::launch aside(std::uint64_t size) {
  return size > kBlock ? std::launch::async : std::launch::deferred;
}

using TakeBlock = std::function<void(std::string_view)>;

/// Gives every block on; while one core sums it up another writes it and reads the next one.
std::string digest_of(const FileBytes& bytes, std::uint64_t size, const TakeBlock& take,
                      const Advance& pace) {
  Sha256 sum;
  std::string block, next;
  const auto read = [&](std::uint64_t from) {
    next.resize(std::min(kBlock, size - from));
    bytes.read(from, next);
  };
  read(0);
  for (std::uint64_t done = 0; done < size;) {
    block.swap(next);
    done += block.size();
    auto summed = std::async(aside(size), [&] { sum.add(block); });
    if (take) take(block);
    read(done);
    summed.get();
    if (pace) pace(done, size);
  }
  return sum.finish();
}

SnapshotReport begin_report(const FileBytes& bytes) {
  SnapshotReport report;
  report.file_size = bytes.size();
  report.has_digest = digest_bytes(report.file_size) != 0;
  report.size = report.file_size - digest_bytes(report.file_size);
  if (report.file_size == 0) report.damages.add("", "it is empty");
  return report;
}

void check_digest(const FileBytes& bytes, Digest digest, const std::string& sum,
                  SnapshotReport& report) {
  report.sha256 = hex(sum);
  if (!report.has_digest) {
    if (digest == Digest::required)
      report.damages.add("", "no SHA-256 follows the database: it is cut off, or a member's copy");
    return;
  }
  std::string said(kDigest, '\0');
  bytes.read(report.file_size - kDigest, said);
  if (said != sum)
    report.damages.add("", "its SHA-256 is not the one at its end: a byte of it was changed");
}

// a member's own file has room behind its last page
void take_size(const BoltFile& file, SnapshotReport& report) {
  const auto used = file.meta.pages * file.meta.page_size;
  if (report.has_digest && used != file.size)
    report.damages.add("", fmt::format("{} bytes follow the last page", file.size - used));
  report.size = used;
  report.page_size = file.meta.page_size;
}

void check_contents(const BoltFile& file, const Advance& pace, SnapshotReport& report,
                    KvHash kv_hash = KvHash::wanted) {
  report.contents = read_contents(file, report.damages, half(pace, file.size), kv_hash);
  if (!report.damages.none()) return;
  for (const char* bucket : {"key", "meta"})
    if (!report.contents.buckets.count(bucket))
      report.damages.add("", fmt::format("there is no bucket {}: this is not etcd's", bucket));
}

void check_database(const FileBytes& bytes, const Advance& pace, SnapshotReport& report) {
  const auto file = open_bolt(bytes, report.size, report.damages);
  if (!file) return;
  take_size(*file, report);
  check_contents(*file, pace, report);
}

std::string copied(const FileBytes& from, std::uint64_t size, NewFile& copy, const Advance& pace) {
  return digest_of(from, size, [&copy](std::string_view block) { copy.append(block); }, pace);
}

SnapshotReport walk_when_copied(const BoltFile& source, Digest digest, NewFile& copy,
                                const Advance& pace, SnapshotReport report) {
  const auto sum = copied(*source.bytes, report.size, copy, half(pace, 0));
  check_digest(*source.bytes, digest, sum, report);
  Damages same;  // its notes are there already
  if (const auto file = open_bolt(copy, copy.size(), same))
    check_contents(*file, pace, report, KvHash::left_out);
  else
    report.damages.add("", "it was changed while it was copied");
  return report;
}

// that what was walked is what was copied is said by the digest, which is of the copied bytes
SnapshotReport walk_while_copied(const BoltFile& source, NewFile& copy, const Advance& pace,
                                 SnapshotReport report) {
  const auto size = report.size;
  std::atomic<bool> in_vain = false;
  const Advance heed = [&](std::uint64_t, std::uint64_t) {
    if (in_vain) throw Error("there is no copy of what is looked through");
  };
  auto walk = std::async(aside(size),
                         [&] { check_contents(source, heed, report, KvHash::left_out); });
  std::string sum;
  try {
    sum = copied(*source.bytes, size, copy, pace);
  } catch (...) {
    in_vain = true;  // the thread is waited for as this is left
    throw;
  }
  walk.get();
  check_digest(*source.bytes, Digest::required, sum, report);
  return report;
}

}  // namespace

std::uint64_t digest_bytes(std::uint64_t file_size) {
  return file_size % kSector == kDigest ? kDigest : 0;
}

SnapshotReport examine_snapshot(const FileBytes& bytes, Digest digest, const Advance& pace) {
  auto report = begin_report(bytes);
  if (!report.damages.none()) return report;
  check_digest(bytes, digest, digest_of(bytes, report.size, {}, half(pace, 0)), report);
  check_database(bytes, pace, report);
  return report;
}

SnapshotReport examine_database(const FileBytes& bytes, const Advance& pace) {
  auto report = begin_report(bytes);
  if (report.damages.none()) check_database(bytes, pace, report);
  return report;
}

SnapshotReport examine_written(const FileBytes& bytes, const std::string& sum,
                               const Advance& pace) {
  auto report = begin_report(bytes);
  if (!report.damages.none()) return report;
  check_digest(bytes, Digest::required, sum, report);
  check_database(bytes, pace, report);
  return report;
}

SnapshotReport copy_snapshot(const FileBytes& from, Digest digest, NewFile& copy,
                             const Advance& pace) {
  auto report = begin_report(from);
  if (!report.damages.none()) return report;
  const auto source = open_bolt(from, report.size, report.damages);
  if (!source) return report;
  take_size(*source, report);
  const bool at_once = report.has_digest && from.is_shareable();
  return at_once ? walk_while_copied(*source, copy, pace, std::move(report))
                 : walk_when_copied(*source, digest, copy, pace, std::move(report));
}

void require_sound(const SnapshotReport& report, const std::string& name) {
  if (report.damages.none()) return;
  const auto count = report.damages.count();
  Error error(fmt::format("the snapshot {} is damaged", name),
              "take another backup; kcluster etcd verify tells which ones are sound");
  for (const auto& each : report.damages.listed())
    error.findings.push_back({Finding::Weight::error, "snapshot", each.place, each.what, {}});
  if (count > report.damages.listed().size())
    error.findings.push_back({Finding::Weight::error,
                              "snapshot",
                              {},
                              fmt::format("and {} more", count - report.damages.listed().size()),
                              {}});
  throw error;
}

}  // namespace kcluster
