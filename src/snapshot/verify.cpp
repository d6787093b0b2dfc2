#include "snapshot/verify.h"

#include <fmt/format.h>

#include <algorithm>

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

using TakeBlock = std::function<void(std::string_view)>;

std::string digest_of(const FileBytes& bytes, std::uint64_t size, const TakeBlock& take,
                      const Advance& pace) {
  Sha256 sum;
  std::string block;
  for (std::uint64_t done = 0; done < size; done += block.size()) {
    block.resize(std::min(kBlock, size - done));
    bytes.read(done, block);
    sum.add(block);
    if (take) take(block);
    if (pace) pace(done + block.size(), size);
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
  const auto append = [&copy](std::string_view block) { copy.append(block); };
  check_digest(from, digest, digest_of(from, report.size, append, half(pace, 0)), report);
  Damages same;  // its notes are there already
  if (const auto file = open_bolt(copy, copy.size(), same))
    check_contents(*file, pace, report, KvHash::left_out);
  else
    report.damages.add("", "it was changed while it was copied");
  return report;
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
