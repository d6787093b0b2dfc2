#pragma once
#include <string>

#include "host/fd.h"
#include "host/files.h"

namespace kcluster {

/// Opens what a node's path names below a root that no link leads out of. Throws std::system_error.
class Rooted {
 public:
  explicit Rooted(Path root) : root_(std::move(root)) {}

  /// flags as open(2) has them, O_CLOEXEC added; links followed unless O_NOFOLLOW says otherwise.
  Fd open(const Path& path, int flags) const;
  /// Like open, but nothing there (or a file for a folder on the way) gives an empty Fd.
  Fd try_open(const Path& path, int flags) const;
  /// The folder of a path for changes, and the path's last name in it.
  struct Place {
    Fd folder;
    std::string name;
  };
  Place place(const Path& path) const;
  /// The same, missing folders made (0755) and made durable.
  Place made_place(const Path& path) const;
  /// The folder, made with its parents when missing; all that are made get `mode`.
  Fd made_folder(const Path& path, unsigned mode) const;

 private:
  Path root_;
};

/// Absolute, without "." and ".." and slash at the end.
Path plain_path(const Path& path);

}  // namespace kcluster
