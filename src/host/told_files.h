#pragma once
#include "base/event.h"
#include "host/files_above.h"

namespace kcluster {

/// Files that tell Event::did of every change that changed something; contents are never told.
class ToldFiles : public FilesAbove {
 public:
  ToldFiles(Files& below, Tell tell) : FilesAbove(below), tell_(std::move(tell)) {}

  bool write(const Path& path, std::string_view bytes, Mode mode) override;
  /// Told when it is kept.
  std::unique_ptr<NewFile> create(const Path& path, Mode mode) override;
  void make_dir(const Path& path, unsigned mode) override;
  void own(const Path& path, unsigned uid, unsigned gid) override;
  void link(const Path& target, const Path& path) override;
  void move(const Path& from, const Path& to) override;
  void remove(const Path& path) override;
  void remove_tree(const Path& path) override;
  bool remove_left(const Path& path) override;

 private:
  void did(const Path& path, std::string text) const;

  Tell tell_;
};

}  // namespace kcluster
