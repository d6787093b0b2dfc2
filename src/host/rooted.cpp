#include "host/rooted.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/fault.h"

namespace kcluster {
namespace {

// glibc before 2.41 has no openat2; the kernel resolves inside the root as chroot would, without
// races
int open_inside(const Path& root, const Path& relative, int flags) {
  const Fd top(checked(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)));
  open_how how{};
  how.flags = static_cast<unsigned>(flags);
  how.resolve = RESOLVE_IN_ROOT;
  const std::string name = relative.empty() ? "." : relative.string();
  return static_cast<int>(::syscall(SYS_openat2, top.get(), name.c_str(), &how, sizeof how));
}

Fd make_in(const Fd& parent, const std::string& name, unsigned mode) {
  if (::mkdirat(parent.get(), name.c_str(), 0700) == -1 && errno != EEXIST) fail_with(errno);
  // a dangling link would lead out of the root here, where the kernel no longer watches it
  const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  Fd made(checked(::openat(parent.get(), name.c_str(), flags)));
  checked(::fchmod(made.get(), mode));  // whatever the umask is
  checked(::fsync(made.get()));
  checked(::fsync(parent.get()));
  return made;
}

}  // namespace

Path plain_path(const Path& path) {
  std::string text = ("/" / path).lexically_normal().string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

Fd Rooted::open(const Path& path, int flags) const {
  const Path absolute = plain_path(path);
  const bool whole = root_ == "/";
  return Fd(checked(whole ? ::open(absolute.c_str(), flags | O_CLOEXEC)
                          : open_inside(root_, absolute.relative_path(), flags | O_CLOEXEC)));
}

Fd Rooted::try_open(const Path& path, int flags) const {
  try {
    return open(path, flags);
  } catch (const std::system_error& fault) {
    const int code = fault.code().value();
    if (code == ENOENT || code == ENOTDIR) return Fd();
    throw;
  }
}

Rooted::Place Rooted::place(const Path& path) const {
  const Path absolute = plain_path(path);
  Fd folder = try_open(absolute.parent_path(), O_RDONLY | O_DIRECTORY);
  return {std::move(folder), absolute.has_filename() ? absolute.filename().string() : "."};
}

Rooted::Place Rooted::made_place(const Path& path) const {
  const Path absolute = plain_path(path);
  return {made_folder(absolute.parent_path(), 0755), absolute.filename().string()};
}

Fd Rooted::made_folder(const Path& path, unsigned mode) const {
  const Path absolute = plain_path(path);
  try {
    return open(absolute, O_RDONLY | O_DIRECTORY);
  } catch (const std::system_error& fault) {
    if (fault.code().value() != ENOENT || absolute == "/") throw;
  }
  return make_in(made_folder(absolute.parent_path(), mode), absolute.filename().string(), mode);
}

}  // namespace kcluster
