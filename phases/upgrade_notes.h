#pragma once
#include <map>
#include <optional>
#include <string>

#include "host/files.h"
#include "kubernetes/paths.h"
#include "plan/upgrade_saved.h"

/// What an upgrade leaves on the node while it runs and for as long as it can be undone, below
/// paths::upgrade; nothing secret but what lay in the files before.
namespace kcluster {

namespace upgrade_folder {
inline const Path files = Path(paths::upgrade) / "files";      ///< host/undo_files.h
inline const Path objects = Path(paths::upgrade) / "objects";  ///< workflow/undo_http.h
}  // namespace upgrade_folder

/// The journal of this node's last upgrade.
struct BegunUpgrade {
  enum class State { open, going_back, finished, undone };
  UpgradeSpec spec;
  SavedUpgrade saved;
  State state = State::open;
  std::string row;     ///< the phase that was begun last
  std::string backup;  ///< file; "": none was taken yet
  /// config hashes of the static pods before they were replaced, by component
  std::map<std::string, std::string> hashes;
};

/// nullopt: none was ever begun. Throws Error for a journal that cannot be read.
std::optional<BegunUpgrade> read_upgrade(const Files& files);
void write_upgrade(const BegunUpgrade& begun, Files& files);
/// Changes what it says of the upgrade that is noted there.
void note_row(const std::string& row, Files& files);
void note_hashes(const std::map<std::string, std::string>& hashes, Files& files);

/// Forgets what was there before an upgrade that is finished or undone: it can be undone no more.
void forget_before(Files& files);

/// The folder of patches that this node's manifests and kubelet configuration were made with, as
/// far as kcluster noted it: in its last upgrade, else in its join or init. "": none is known of.
std::string patches_before(const Files& files);

/// "open", "going back", "finished", "undone".
std::string_view words_of(BegunUpgrade::State state);

}  // namespace kcluster
