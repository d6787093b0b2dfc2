#include "phases/recovery_notes.h"

#include "base/error.h"
#include "base/json.h"
#include "base/json_in.h"
#include "host/rfc3339.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

/// "2026-11-22T11:30:00Z" as a folder's name.
std::string folder_name(const std::string& time) {
  std::string name;
  for (const char c : time)
    if (c != '-' && c != ':') name += c;
  return name;
}

}  // namespace

std::optional<Recovery> read_recovery(const Files& files) {
  const auto text = files.read(paths::certs_recovery);
  if (!text) return std::nullopt;
  const auto root = Json::parse(*text, nullptr, false);
  const auto begun = parse_time(string_in(root, "/begun"));
  if (!begun)
    throw Error(std::string(paths::certs_recovery) + " does not say when the recovery began",
                "remove it to begin anew");
  const auto name = folder_name(rfc3339(*begun));
  return Recovery{std::chrono::floor<Seconds>(*begun), Path(paths::certs_before) / name};
}

Recovery begin_recovery(Files& files, Time now) {
  if (auto begun = read_recovery(files)) return *begun;
  files.make_dir(paths::state, 0700);
  files.write(paths::certs_recovery, Json{{"begun", rfc3339(now)}}.dump(2) + "\n", {0600});
  return *read_recovery(files);
}

void end_recovery(Files& files) { files.remove(paths::certs_recovery); }

void keep_before(const Recovery& recovery, std::span<const std::string> all, Files& files) {
  files.make_dir(paths::certs_before, 0700);
  files.make_dir(recovery.before, 0700);
  for (const auto& path : all) {
    auto text = files.read(path);
    const auto copy = recovery.before / Path(path).relative_path();
    if (!text || files.look(copy)) continue;
    const Secret kept(std::move(*text));
    files.make_dir(copy.parent_path(), 0700);
    files.write(copy, kept.reveal(), {0600, Secrecy::secret});
  }
}

}  // namespace kcluster
