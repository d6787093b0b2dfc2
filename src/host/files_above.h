#pragma once
#include "host/files.h"

namespace kcluster {

/// Files that do something of their own about changes: what is only looked at is what lies below.
class FilesAbove : public Files {
 public:
  explicit FilesAbove(Files& below) : below_(below) {}

  std::optional<std::string> read(const Path& path) const override { return below_.read(path); }
  std::optional<std::vector<std::string>> list(const Path& folder) const override {
    return below_.list(folder);
  }
  std::optional<Stat> look(const Path& path) const override { return below_.look(path); }
  Path resolved(const Path& path) const override { return below_.resolved(path); }
  Space space(const Path& path) const override { return below_.space(path); }
  std::unique_ptr<FileBytes> open(const Path& path) const override { return below_.open(path); }

 protected:
  Files& below_;
};

}  // namespace kcluster
