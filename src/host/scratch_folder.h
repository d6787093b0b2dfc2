#pragma once
#include "base/attempt.h"
#include "host/files.h"

namespace kcluster {

/// A folder, 0700, that goes with its owner unless it was moved to where it belongs. What an
/// earlier one of that name left behind goes first.
class ScratchFolder {
 public:
  ScratchFolder(Files& files, Path path) : files_(files), path_(std::move(path)) {
    files_.remove_tree(path_);
    files_.make_dir(path_, 0700);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  /// After a failure, which counts for more than a folder that cannot be removed.
  ~ScratchFolder() {
    if (there_) attempt([this] { return files_.remove_tree(path_), true; });
  }

  const Path& path() const { return path_; }

  void move_to(const Path& place) {
    files_.move(path_, place);
    there_ = false;
  }
  void remove() {
    there_ = false;
    files_.remove_tree(path_);
  }

 private:
  Files& files_;
  Path path_;
  bool there_ = true;
};

}  // namespace kcluster
