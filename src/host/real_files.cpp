#include "host/real_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <climits>

#include "base/error.h"
#include "host/fault.h"
#include "host/folder.h"
#include "host/mounts.h"
#include "host/real_stream.h"

namespace kcluster {
namespace {

constexpr unsigned kPermissions = 07777;

struct stat stat_of(const Fd& fd) {
  struct stat seen {};
  checked(::fstat(fd.get(), &seen));
  return seen;
}

std::chrono::system_clock::time_point time_of(const timespec& time) {
  const auto since = std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  return std::chrono::system_clock::time_point(since);
}

Stat::Kind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return Stat::Kind::file;
  if (S_ISDIR(mode)) return Stat::Kind::folder;
  return S_ISLNK(mode) ? Stat::Kind::link : Stat::Kind::other;
}

// a pipe or device in the place of a file would hang or never end
std::string read_regular(const Fd& fd) {
  const auto mode = stat_of(fd).st_mode;
  if (S_ISDIR(mode)) fail_with(EISDIR);
  if (!S_ISREG(mode)) fail_with(EINVAL);
  return read_all(fd.get());
}

bool holds(int folder, const std::string& name, std::string_view bytes, unsigned mode) {
  const auto seen = stat_in(folder, name);
  if (!seen || !S_ISREG(seen->st_mode) || (seen->st_mode & kPermissions) != mode) return false;
  if (static_cast<std::size_t>(seen->st_size) != bytes.size()) return false;
  const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  const Fd file(checked(::openat(folder, name.c_str(), flags)));
  return read_regular(file) == bytes;
}

bool points_to(int folder, const std::string& name, const Path& target) {
  std::string held(PATH_MAX, '\0');
  const auto size = ::readlinkat(folder, name.c_str(), held.data(), held.size());
  return size >= 0 && held.compare(0, static_cast<std::size_t>(size), target.string()) == 0;
}

// /proc knows the true name of an open folder, whatever links led to it
Path true_path(const Fd& folder) {
  return std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", folder.get()));
}

void refuse_mounts(const Path& tree) {
  const Fd table(checked(::open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC)));
  for (const auto& point : mount_points(read_all(table.get())))
    if (lies_in(point, tree))
      throw Error(
          fmt::format("cannot remove {}: {} is a mount point", tree.string(), point.string()),
          fmt::format("umount {}", point.string()));
}

}  // namespace

std::optional<std::string> RealFiles::read(const Path& path) const {
  return naming("read", path, [&]() -> std::optional<std::string> {
    const Fd file = rooted_.try_open(path, O_RDONLY | O_NONBLOCK);
    if (!file) return std::nullopt;
    return read_regular(file);
  });
}

std::optional<std::vector<std::string>> RealFiles::list(const Path& folder) const {
  return naming("list", folder, [&]() -> std::optional<std::vector<std::string>> {
    const Fd fd = rooted_.try_open(folder, O_RDONLY | O_DIRECTORY);
    if (!fd) return std::nullopt;
    return names_in(fd.get());
  });
}

std::optional<Stat> RealFiles::look(const Path& path) const {
  return naming("look at", path, [&]() -> std::optional<Stat> {
    const Fd fd = rooted_.try_open(path, O_PATH | O_NOFOLLOW);
    if (!fd) return std::nullopt;
    const auto seen = stat_of(fd);
    return Stat{kind_of(seen.st_mode),
                seen.st_mode & kPermissions,
                seen.st_uid,
                seen.st_gid,
                static_cast<std::uint64_t>(seen.st_size),
                seen.st_dev,
                time_of(seen.st_mtim)};
  });
}

Path RealFiles::resolved(const Path& path) const {
  return naming("look at", path, [&] {
    const Fd seen = rooted_.try_open(path, O_PATH);
    if (!seen) return path;
    const Path whole = true_path(seen);
    if (root_ == "/") return whole;
    return plain_path("/" / whole.lexically_relative(std::filesystem::weakly_canonical(root_)));
  });
}

Space RealFiles::space(const Path& path) const {
  return naming("look at the file system of", path, [&] {
    Path nearest = plain_path(path);
    Fd fd = rooted_.try_open(nearest, O_PATH);
    for (; !fd; fd = rooted_.try_open(nearest, O_PATH)) nearest = nearest.parent_path();
    struct statvfs seen {};
    checked(::fstatvfs(fd.get(), &seen));
    return Space{seen.f_blocks * seen.f_frsize, seen.f_bavail * seen.f_frsize, stat_of(fd).st_dev};
  });
}

std::unique_ptr<FileBytes> RealFiles::open(const Path& path) const {
  return naming("read", path, [&]() -> std::unique_ptr<FileBytes> {
    Fd file = rooted_.try_open(path, O_RDONLY | O_NONBLOCK);
    if (!file) return nullptr;
    return std::make_unique<RealFileBytes>(std::move(file), path);
  });
}

std::unique_ptr<NewFile> RealFiles::create(const Path& path, Mode mode) {
  return naming("write", path, [&] {
    auto [folder, name] = rooted_.made_place(path);
    const auto old = stat_in(folder.get(), name);
    if (old && S_ISDIR(old->st_mode)) fail_with(EISDIR);
    return std::make_unique<RealNewFile>(std::move(folder), name, mode, path);
  });
}

bool RealFiles::write(const Path& path, std::string_view bytes, Mode mode) {
  return naming("write", path, [&] {
    const auto [folder, name] = rooted_.made_place(path);
    if (holds(folder.get(), name, bytes, mode.bits)) return false;
    replace_file(folder.get(), name, bytes, mode.bits);
    return true;
  });
}

void RealFiles::make_dir(const Path& path, unsigned mode) {
  naming("make folder", path, [&] {
    const Fd folder = rooted_.made_folder(path, mode);
    if ((stat_of(folder).st_mode & kPermissions) == mode) return;
    checked(::fchmod(folder.get(), mode));
    checked(::fsync(folder.get()));
  });
}

void RealFiles::own(const Path& path, unsigned uid, unsigned gid) {
  naming("change the owner of", path, [&] {
    const Fd seen = rooted_.open(path, O_PATH | O_NOFOLLOW);
    const auto old = stat_of(seen);
    if (old.st_uid == uid && old.st_gid == gid) return;
    checked(::fchownat(seen.get(), "", uid, gid, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW));
    if (S_ISLNK(old.st_mode)) return;
    checked(::fsync(rooted_.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).get()));
  });
}

void RealFiles::link(const Path& target, const Path& path) {
  naming("link", path, [&] {
    const auto [folder, name] = rooted_.made_place(path);
    if (!points_to(folder.get(), name, target)) replace_link(folder.get(), name, target);
  });
}

void RealFiles::move(const Path& from, const Path& to) {
  naming("move", from, [&] {
    const auto old = rooted_.place(from);
    if (!old.folder || !stat_in(old.folder.get(), old.name)) fail_with(ENOENT);
    const auto fresh = rooted_.made_place(to);
    checked(::renameat(old.folder.get(), old.name.c_str(), fresh.folder.get(), fresh.name.c_str()));
    checked(::fsync(fresh.folder.get()));
    if (from.parent_path() != to.parent_path()) checked(::fsync(old.folder.get()));
  });
}

void RealFiles::remove(const Path& path) {
  naming("remove", path, [&] {
    const auto [folder, name] = rooted_.place(path);
    const auto seen = folder ? stat_in(folder.get(), name) : std::nullopt;
    if (!seen) return;
    checked(::unlinkat(folder.get(), name.c_str(), S_ISDIR(seen->st_mode) ? AT_REMOVEDIR : 0));
    checked(::fsync(folder.get()));
  });
}

bool RealFiles::remove_left(const Path& path) {
  return naming("remove", path, [&] {
    const auto [folder, name] = rooted_.place(path);
    const auto seen = folder ? stat_in(folder.get(), name) : std::nullopt;
    if (!seen || !S_ISREG(seen->st_mode) || seen->st_uid != ::geteuid()) return false;
    const Fd file(
        ::openat(folder.get(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file || !take_temp(file.get())) return false;
    const auto now = stat_of(file);
    if (now.st_ino != seen->st_ino || now.st_dev != seen->st_dev) return false;
    checked(::unlinkat(folder.get(), name.c_str(), 0));
    checked(::fsync(folder.get()));
    return true;
  });
}

void RealFiles::remove_tree(const Path& path) {
  naming("remove", path, [&] {
    const auto [folder, name] = rooted_.place(path);
    if (!folder || !stat_in(folder.get(), name)) return;
    refuse_mounts(true_path(folder) / name);
    remove_below(folder.get(), name);
  });
}

}  // namespace kcluster
