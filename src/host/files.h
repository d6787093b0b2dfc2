#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "host/stream.h"

namespace kcluster {

using Path = std::filesystem::path;

/// What lies at a path, links not followed.
struct Stat {
  enum class Kind { file, folder, link, other };
  Kind kind = Kind::file;
  unsigned mode = 0;  ///< permission bits, 07777
  unsigned uid = 0, gid = 0;
  std::uint64_t size = 0;                            ///< bytes
  std::uint64_t device = 0;                          ///< file system, as st_dev
  std::chrono::system_clock::time_point modified{};  ///< its content
};

struct Space {
  std::uint64_t total = 0, free = 0;  ///< bytes; free to an unprivileged user
  std::uint64_t device = 0;
};

/// How a file is to lie there.
struct Mode {
  unsigned bits = 0600;
  Secrecy secrecy = Secrecy::open;  ///< secret: dry run and diff show a length only
};

/// The node's files; paths are absolute, as the node sees them (a root is added inside). Const
/// members look (from any thread), the others change (from one thread). Every failure is an Error
/// that names path and cause.
class Files {
 public:
  virtual ~Files() = default;
  /// Whole content, links followed; nullopt when there is nothing. /proc files are read to their
  /// end.
  virtual std::optional<std::string> read(const Path& path) const = 0;
  /// Names in a folder, sorted, without . and ..; nullopt when there is no such folder.
  virtual std::optional<std::vector<std::string>> list(const Path& folder) const = 0;
  virtual std::optional<Stat> look(const Path& path) const = 0;
  /// The path with every link in it followed; where nothing lies, as it was given.
  virtual Path resolved(const Path& path) const { return path; }
  /// Of the file system that holds the path or its nearest existing parent.
  virtual Space space(const Path& path) const = 0;
  /// A regular file to be read in pieces, links followed; nullptr when there is nothing.
  virtual std::unique_ptr<FileBytes> open(const Path& path) const = 0;

  /// Durable: dot-temp file beside it, mode, bytes, fsync, rename, fsync of the folder. Parents are
  /// made (0755 unless they exist). Equal content and mode stay untouched. Returns whether it
  /// changed.
  virtual bool write(const Path& path, std::string_view bytes, Mode mode) = 0;
  /// As durable as write, for what is too large for it: nothing lies there before keep(), which
  /// replaces an older file. Parents are made (0755 unless they exist).
  virtual std::unique_ptr<NewFile> create(const Path& path, Mode mode) = 0;
  /// Missing parents get the same mode; an existing folder's mode is set, its parents' are kept.
  virtual void make_dir(const Path& path, unsigned mode) = 0;
  virtual void own(const Path& path, unsigned uid, unsigned gid) = 0;
  virtual void link(const Path& target, const Path& path) = 0;  ///< symbolic, replaced in one step
  virtual void move(const Path& from, const Path& to) = 0;      ///< rename; both folders fsynced
  virtual void remove(const Path& path) = 0;  ///< file, link or empty folder; absent is fine
  /// Never crosses a mount point: throws, having removed nothing, when one lies below.
  virtual void remove_tree(const Path& path) = 0;
  /// Removes the dot-temp file that a create() left when its process was cut off: a regular file of
  /// this user's that no process has in the making. Whether it is gone; anything else stays.
  virtual bool remove_left(const Path& path) = 0;
};

}  // namespace kcluster
