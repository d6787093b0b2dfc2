#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "host/clock.h"
#include "host/files.h"

namespace kcluster {

/// The last good backup that was taken on this node, as paths::last_backup notes it.
struct LastBackup {
  Time taken{};
  std::string file;           ///< where it was put; it may have gone since
  std::int64_t revision = 0;  ///< of the snapshot in it
};

/// Durable, 0600. Only the moment, a path and a number: nothing secret.
void note_backup(const LastBackup& backup, Files& files);
/// nullopt: none was ever taken. Throws Error for a note that cannot be read.
std::optional<LastBackup> last_backup(const Files& files);

}  // namespace kcluster
