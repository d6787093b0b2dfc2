#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "host/memory_files.h"
#include "snapshot/key_entries.h"
#include "snapshot/resources.h"
#include "snapshot/restore.h"
#include "tests/support/snapshot_maker.h"

namespace {

using namespace kcluster;

constexpr std::size_t kPage = 1024;

const std::string& sound_database() {
  static const std::string made = [] {
    std::vector<BoltEntry> keys;
    for (int i = 0; i < 60; ++i)
      keys.push_back(put_entry("/registry/" + std::to_string(i % 40), std::string(i, 'v'), i + 2));
    keys.push_back(tombstone_entry("/registry/7", 70));
    keys.push_back(put_entry("/large", std::string(2000, 'l'), 71));
    return make_database(etcd_buckets(std::move(keys)), {kPage, 7});
  }();
  return made;
}

// changes [u16 offset, u8 length, bytes] to a sound database
std::string changed(std::string_view changes) {
  std::string made = sound_database();
  while (changes.size() > 3) {
    const std::size_t at = le16(changes, 0) % made.size();
    const auto bytes = changes.substr(3, static_cast<unsigned char>(changes[2]));
    made.replace(at, std::min(bytes.size(), made.size() - at), bytes.substr(0, made.size() - at));
    changes.remove_prefix(3 + bytes.size());
  }
  return made;
}

// so that a changed record is not the end of every trial
void correct_checksum(std::string& database, std::size_t page) {
  Fnv1a sum;
  sum.add(std::string_view(database).substr(page + 16, 56));
  std::string bytes;
  add_le(bytes, sum.value(), 8);
  database.replace(page + 72, 8, bytes);
}

// whatever passes for sound can be restored, and is sound then
void restore(const FileBytes& bytes) {
  MemoryFiles files;
  RestorePlan plan;
  plan.data_folder = "/etcd";
  plan.digest = Digest::optional;
  plan.cluster = new_cluster("n1=https://10.0.0.1:2380", "token");
  plan.name = "n1";
  plan.log_bytes = 0;
  restore_data_folder(plan, bytes, files);
  const auto made = examine_snapshot(*files.open("/etcd/member/snap/db"), Digest::optional);
  if (!made.damages.none() || made.contents.members.size() != 1) __builtin_trap();
}

// every living key is counted, whatever its name
void count(const FileBytes& bytes, const SnapshotReport& report) {
  Damages none;
  const auto file = open_bolt(bytes, report.size, none);
  if (!file) __builtin_trap();
  const auto counts = count_resources(*file);
  std::uint64_t named = 0;
  for (const auto& [prefix, number] : counts.by_prefix) named += number;
  if (counts.keys != report.contents.keys || named > counts.keys) __builtin_trap();
  if (hash_kv(*file, report.contents.compacted) != report.contents.hash_kv) __builtin_trap();
}

void examine(std::string text) {
  const MemoryBytes bytes(std::move(text));
  const auto report = examine_snapshot(bytes, Digest::optional);
  if (!report.damages.none()) return;
  count(bytes, report);
  try {
    restore(bytes);
  } catch (const Error&) {  // a revision that cannot be raised
  }
}

}  // namespace

/// A snapshot file, by the first byte: as it is, or a sound database with changes whose checksums
/// are true. It is sound or damaged, and neither crashes nor lasts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.empty()) return 0;
  if (text[0] % 2 == 0) {
    examine(std::string(text.substr(1)));
    return 0;
  }
  auto made = changed(text.substr(1));
  for (const std::size_t page : {std::size_t{0}, kPage}) correct_checksum(made, page);
  examine(with_digest(made));
  return 0;
}
