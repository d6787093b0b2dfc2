#include "status/last_backup.h"

#include "base/error.h"
#include "base/json_in.h"
#include "host/rfc3339.h"
#include "kubernetes/paths.h"

namespace kcluster {

void note_backup(const LastBackup& backup, Files& files) {
  const Json note{
      {"time", rfc3339(backup.taken)}, {"file", backup.file}, {"revision", backup.revision}};
  files.make_dir(paths::state, 0700);
  files.write(paths::last_backup, note.dump(2) + "\n", {0600});
}

std::optional<LastBackup> last_backup(const Files& files) {
  const auto text = files.read(paths::last_backup);
  if (!text) return std::nullopt;
  const auto note = Json::parse(*text, nullptr, false);
  const auto taken = parse_time(string_in(note, "/time"));
  const auto& revision = value_in(note, "/revision");
  if (!taken || !revision.is_number_integer())
    throw Error(std::string(paths::last_backup) + " is no note of a backup",
                "remove it; the next backup writes it anew");
  return LastBackup{*taken, string_in(note, "/file"), revision.get<std::int64_t>()};
}

}  // namespace kcluster
