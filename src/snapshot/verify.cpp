#include "snapshot/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kDigest = 32, kSector = 512, kBlock = 1 << 20;

std::string digest_of(const FileBytes& bytes, std::uint64_t size, const Pace& pace) {
  Sha256 sum;
  std::string block;
  for (std::uint64_t done = 0; done < size; done += block.size()) {
    block.resize(std::min(kBlock, size - done));
    bytes.read(done, block);
    sum.add(block);
    if (pace) pace(done + block.size(), size);
  }
  return sum.finish();
}

void check_digest(const FileBytes& bytes, Digest digest, const Pace& pace, SnapshotReport& report) {
  const auto data = report.file_size - digest_bytes(report.file_size);
  const auto sum = digest_of(bytes, data, pace);
  report.sha256 = hex(sum);
  if (!report.has_digest) {
    if (digest == Digest::required)
      report.damages.add("", "no SHA-256 follows the database: it is cut off, or a member's copy");
    return;
  }
  std::string said(kDigest, '\0');
  bytes.read(data, said);
  if (said != sum)
    report.damages.add("", "its SHA-256 is not the one at its end: a byte of it was changed");
}

// a member's own file has room behind its last page
void check_size(const BoltFile& file, SnapshotReport& report) {
  const auto used = file.meta.pages * file.meta.page_size;
  if (report.has_digest && used != file.size)
    report.damages.add("", fmt::format("{} bytes follow the last page", file.size - used));
  report.size = used;
  report.page_size = file.meta.page_size;
}

void check_etcd(SnapshotReport& report) {
  for (const char* bucket : {"key", "meta"})
    if (!report.contents.buckets.count(bucket))
      report.damages.add("", fmt::format("there is no bucket {}: this is not etcd's", bucket));
}

}  // namespace

std::uint64_t digest_bytes(std::uint64_t file_size) {
  return file_size % kSector == kDigest ? kDigest : 0;
}

SnapshotReport examine_snapshot(const FileBytes& bytes, Digest digest, const Pace& pace) {
  SnapshotReport report;
  report.file_size = bytes.size();
  report.has_digest = digest_bytes(report.file_size) != 0;
  report.size = report.file_size - digest_bytes(report.file_size);
  if (report.file_size == 0) {
    report.damages.add("", "it is empty");
    return report;
  }
  check_digest(bytes, digest, pace, report);
  const auto file = open_bolt(bytes, report.size, report.damages);
  if (!file) return report;
  check_size(*file, report);
  report.contents = read_contents(*file, report.damages, pace);
  if (report.damages.none()) check_etcd(report);
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
