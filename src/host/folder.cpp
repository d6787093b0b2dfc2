#include "host/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

#include "host/fault.h"

namespace kcluster {
namespace {

std::string temp_name(const std::string& name) { return "." + name + ".kcluster"; }

void unlink_stale(int folder, const std::string& name) {
  if (::unlinkat(folder, name.c_str(), 0) == -1 && errno != ENOENT) fail_with(errno);
}

// the temp file's last step; a failure leaves the folder as it was
void put_in_place(int folder, const std::string& temp, const std::string& name) {
  checked(::renameat(folder, temp.c_str(), folder, name.c_str()));
  checked(::fsync(folder));
}

Fd open_fresh(int folder, const std::string& temp, unsigned mode) {
  const int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  Fd file(checked(::openat(folder, temp.c_str(), flags, 0600)));
  checked(::fchmod(file.get(), mode));
  return file;
}

void fill(int folder, const std::string& temp, std::string_view bytes, unsigned mode) {
  const Fd file = open_fresh(folder, temp, mode);
  write_all(file.get(), bytes);
  checked(::fsync(file.get()));
}

template <class Make>
void replace(int folder, const std::string& name, Make make) {
  const std::string temp = temp_name(name);
  unlink_stale(folder, temp);
  try {
    make(temp);
    put_in_place(folder, temp, name);
  } catch (const std::system_error&) {
    ::unlinkat(folder, temp.c_str(), 0);
    throw;
  }
}

// glibc before 2.41 has no openat2; the kernel stops at a mount of the same file system, too
Fd enter(int folder, const std::string& name, dev_t device) {
  open_how how{};
  how.flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  how.resolve = RESOLVE_NO_XDEV;
  Fd inner(static_cast<int>(
      checked(static_cast<int>(::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how)))));
  struct stat seen {};
  checked(::fstat(inner.get(), &seen));
  if (seen.st_dev != device) fail_with(EXDEV);
  return inner;
}

enum class Walk { check, remove };

void walk(int folder, const std::string& name, dev_t device, Walk kind) {
  const auto seen = stat_in(folder, name);
  if (!seen) return;
  const bool is_folder = S_ISDIR(seen->st_mode);
  if (is_folder) {
    const Fd inner = enter(folder, name, device);
    for (const auto& child : names_in(inner.get())) walk(inner.get(), child, device, kind);
  }
  if (kind == Walk::remove) checked(::unlinkat(folder, name.c_str(), is_folder ? AT_REMOVEDIR : 0));
}

}  // namespace

std::vector<std::string> names_in(int folder) {
  Fd own(checked(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(own.get()), ::closedir);
  if (!stream) fail_with(errno);
  own.release();
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(stream.get())) names.emplace_back(entry->d_name);
  if (errno) fail_with(errno);
  std::erase_if(names, [](const std::string& name) { return name == "." || name == ".."; });
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<struct stat> stat_in(int folder, const std::string& name) {
  struct stat seen {};
  if (::fstatat(folder, name.c_str(), &seen, AT_SYMLINK_NOFOLLOW) == 0) return seen;
  if (errno != ENOENT) fail_with(errno);
  return std::nullopt;
}

void replace_file(int folder, const std::string& name, std::string_view bytes, unsigned mode) {
  replace(folder, name, [&](const std::string& temp) { fill(folder, temp, bytes, mode); });
}

void replace_link(int folder, const std::string& name, const Path& target) {
  replace(folder, name, [&](const std::string& temp) {
    checked(::symlinkat(target.c_str(), folder, temp.c_str()));
  });
}

Fd open_temp(int folder, const std::string& name, unsigned mode) {
  unlink_stale(folder, temp_name(name));
  Fd file = open_fresh(folder, temp_name(name), mode);
  take_temp(file.get());
  return file;
}

bool take_temp(int file) { return ::flock(file, LOCK_EX | LOCK_NB) == 0; }

void keep_temp(int folder, const std::string& name) { put_in_place(folder, temp_name(name), name); }

void drop_temp(int folder, const std::string& name) {
  ::unlinkat(folder, temp_name(name).c_str(), 0);
}

void remove_below(int folder, const std::string& name) {
  const auto top = stat_in(folder, name);
  struct stat here {};
  checked(::fstat(folder, &here));
  if (!top) return;
  walk(folder, name, here.st_dev, Walk::check);
  walk(folder, name, here.st_dev, Walk::remove);
  checked(::fsync(folder));
}

}  // namespace kcluster
