#pragma once
#include <shared_mutex>
#include <vector>

#include "host/change.h"
#include "host/memory_tree.h"

namespace kcluster {

/// Files in memory, over nothing (tests) or over other files that it only looks at (dry run). What
/// was written is read back; changes() tells in order what would have been done.
class MemoryFiles : public Files {
 public:
  explicit MemoryFiles(const Files* below = nullptr) : below_(below), tree_(below) {}

  std::optional<std::string> read(const Path& path) const override;
  std::optional<std::vector<std::string>> list(const Path& folder) const override;
  std::optional<Stat> look(const Path& path) const override;
  Path resolved(const Path& path) const override;
  Space space(const Path& path) const override;  ///< of the files below, else a roomy disk's
  std::unique_ptr<FileBytes> open(const Path& path) const override;

  bool write(const Path& path, std::string_view bytes, Mode mode) override;
  std::unique_ptr<NewFile> create(const Path& path, Mode mode) override;
  void make_dir(const Path& path, unsigned mode) override;
  void own(const Path& path, unsigned uid, unsigned gid) override;
  void link(const Path& target, const Path& path) override;
  void move(const Path& from, const Path& to) override;
  void remove(const Path& path) override;
  void remove_tree(const Path& path) override;
  bool remove_left(const Path& path) override;  ///< no process has any file in the making

  /// Real changes only, oldest first. Not to be called while another thread changes files.
  const std::vector<Change>& changes() const { return changes_; }

 private:
  const Files* below_;
  MemoryTree tree_;
  std::vector<Change> changes_;
  mutable std::shared_mutex lock_;
};

}  // namespace kcluster
