#include "host/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "host/fault.h"
#include "host/fd.h"

namespace kcluster {
namespace {

struct LockedFile : HeldLock {
  explicit LockedFile(Fd held) : fd(std::move(held)) {}
  Fd fd;
};

}  // namespace

std::unique_ptr<HeldLock> lock_file(const Path& path) {
  if (::mkdir(path.parent_path().c_str(), 0700) != 0 && errno != EEXIST)
    file_fault("make", path.parent_path(), errno);
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) file_fault("open", path, errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return std::make_unique<LockedFile>(std::move(fd));
  if (errno != EWOULDBLOCK) file_fault("lock", path, errno);
  return nullptr;
}

}  // namespace kcluster
