#include "phases/etcd_archive.h"

#include <algorithm>

#include "archive/archive.h"
#include "host/rfc3339.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kFiles = 64 << 20;  // bytes that the node's files may take, roughly

void add_files(const ArchivePlan& plan, const Files& files, ArchiveWriter& writer) {
  for (const auto& path : plan.files) {
    const auto bytes = files.read(path);
    const auto seen = files.look(path);
    if (!bytes || !seen) continue;  // it went since it was listed
    const auto mode = seen->kind == Stat::Kind::link ? 0600 : seen->mode & 0777;
    writer.add(archive::files_folder + path.string(), mode, *bytes);
  }
  if (!plan.configuration.empty())
    writer.add(archive::configuration_name, 0600, plan.configuration);
}

Json manifest(const ArchivePlan& plan, const SnapshotReport& snapshot, Time now) {
  auto made = plan.about;
  made["created"] = rfc3339(now);
  made["createdBy"] = "kcluster " KCLUSTER_VERSION;
  made["snapshot"] = {
      {"name", archive::snapshot_name}, {"revision", snapshot.contents.revision},
      {"keys", snapshot.contents.keys}, {"hashKV", snapshot.contents.hash_kv},
      {"sha256", snapshot.sha256},      {"storageVersion", snapshot.contents.storage_version}};
  return made;
}

/// One trial: the archive so far goes when the snapshot does not fit.
class Saving {
 public:
  Saving(const ArchivePlan& plan, Files& files, Time now)
      : plan_(plan),
        files_(files),
        now_(now),
        below_(files.create(plan.file, {0600, Secrecy::secret})),
        sealed_(plan.seal ? std::make_unique<SealedNewFile>(*below_, *plan.seal) : nullptr),
        out_(sealed_ ? *static_cast<NewFile*>(sealed_.get()) : *below_),
        writer_(out_, std::chrono::system_clock::to_time_t(now)) {}

  std::optional<SnapshotReport> run(const BackupFrom& from, const Advance& pace, const Tell& sink) {
    const SnapshotPlace place{[this](std::uint64_t size) {
                                need_backup_space(plan_.file, size + kFiles, files_);
                                writer_.begin(archive::snapshot_name, 0600, size);
                              },
                              [this](std::string_view bytes) { writer_.append(bytes); },
                              [this](const std::string& sum) {
                                const auto& entry = writer_.entry();
                                return examine_written(SectionBytes(out_, entry.offset, entry.size),
                                                       sum);
                              }};
    auto report = try_snapshot(from, place, pace, sink);
    if (!report) return std::nullopt;
    add_files(plan_, files_, writer_);
    writer_.finish(manifest(plan_, *report, now_));
    out_.keep();
    return report;
  }

 private:
  const ArchivePlan& plan_;
  Files& files_;
  Time now_;
  std::unique_ptr<NewFile> below_;
  std::unique_ptr<SealedNewFile> sealed_;
  NewFile& out_;
  ArchiveWriter writer_;
};

// "20261121T200000Z"
bool is_stamp(std::string_view text) {
  constexpr std::string_view form = "00000000T000000Z";
  return std::equal(text.begin(), text.end(), form.begin(), form.end(), [](char c, char wanted) {
    return wanted == '0' ? c >= '0' && c <= '9' : c == wanted;
  });
}

bool is_temp_of_backup(std::string_view name) {
  for (const auto& [begin, end] : {archive_names, sealed_names, snapshot_names}) {
    const auto head = "." + std::string(begin), tail = std::string(end) + ".kcluster";
    if (name.size() > head.size() + tail.size() && name.starts_with(head) && name.ends_with(tail) &&
        is_stamp(name.substr(head.size(), name.size() - head.size() - tail.size())))
      return true;
  }
  return false;
}

}  // namespace

SnapshotReport save_archive(const BackupFrom& from, const ArchivePlan& plan, Files& files,
                            const Clock& clock, const Advance& pace, const Tell& sink) {
  for (int trial = 0; trial < backup_trials; ++trial)
    if (auto report = Saving(plan, files, clock.now()).run(from, pace, sink)) return *report;
  throw always_compacted(from.endpoint);
}

std::string time_stamp(Time now) {
  auto stamp = rfc3339(now);  // 2026-11-21T20:00:00Z
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  return stamp;
}

std::string backup_name(const BackupNames& names, Time now) {
  return names.begin + time_stamp(now) + names.end;
}

std::vector<Path> clear_left_backups(const Path& folder, Files& files) {
  std::vector<Path> gone;
  for (const auto& name : files.list(folder).value_or(std::vector<std::string>{}))
    if (is_temp_of_backup(name) && files.remove_left(folder / name)) gone.push_back(folder / name);
  return gone;
}

std::vector<Path> prune_backups(const Path& folder, const std::string& begin,
                                const std::string& end, std::size_t keep, Files& files) {
  std::vector<Path> made;
  for (const auto& name : files.list(folder).value_or(std::vector<std::string>{}))
    if (name.size() > begin.size() + end.size() && name.starts_with(begin) && name.ends_with(end))
      made.push_back(folder / name);
  made.resize(made.size() > keep ? made.size() - keep : 0);
  for (const auto& path : made) files.remove(path);
  return made;
}

}  // namespace kcluster
