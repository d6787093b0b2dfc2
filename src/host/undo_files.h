#pragma once
#include <vector>

#include "host/before_image.h"
#include "host/files_above.h"

namespace kcluster {

/// Files of a transaction that can be undone: before anything at or below one of `roots` changes
/// for the first time, what lies there is noted in `folder` (one file a path, 0600, durable, since
/// it may be a key). A later run that goes on with the transaction notes nothing twice. Elsewhere
/// changes pass unnoted.
class UndoFiles : public FilesAbove {
 public:
  UndoFiles(Files& below, Path folder, std::vector<Path> roots)
      : FilesAbove(below), folder_(std::move(folder)), roots_(std::move(roots)) {}

  bool write(const Path& path, std::string_view bytes, Mode mode) override;
  std::unique_ptr<NewFile> create(const Path& path, Mode mode) override;
  void make_dir(const Path& path, unsigned mode) override;
  void own(const Path& path, unsigned uid, unsigned gid) override;
  void link(const Path& target, const Path& path) override;
  void move(const Path& from, const Path& to) override;
  void remove(const Path& path) override;
  void remove_tree(const Path& path) override;
  bool remove_left(const Path& path) override;

 private:
  bool watched(const Path& path) const;
  void note(const Path& path);       ///< and the parents that are not there yet
  void note_tree(const Path& path);  ///< with all below it

  Path folder_;
  std::vector<Path> roots_;
};

}  // namespace kcluster
