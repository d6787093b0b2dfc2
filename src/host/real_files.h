#pragma once
#include "host/files.h"
#include "host/rooted.h"

namespace kcluster {

/// The kernel's files below a root; links are resolved inside that root, as chroot would.
/// A write's temp file is ".<name>.kcluster": what a crash leaves behind, the next write takes
/// away.
class RealFiles : public Files {
 public:
  explicit RealFiles(Path root = "/") : root_(std::move(root)), rooted_(root_) {}

  std::optional<std::string> read(const Path& path) const override;
  std::optional<std::vector<std::string>> list(const Path& folder) const override;
  std::optional<Stat> look(const Path& path) const override;
  Path resolved(const Path& path) const override;
  Space space(const Path& path) const override;
  std::unique_ptr<FileBytes> open(const Path& path) const override;

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
  Path root_;
  Rooted rooted_;
};

}  // namespace kcluster
