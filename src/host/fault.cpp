#include "host/fault.h"

#include <fmt/format.h>

#include <cstring>
#include <iterator>

#include "base/error.h"

namespace kcluster {
namespace {

struct Remedy {
  int code;
  const char* text;
};

constexpr Remedy kRemedies[] = {
    {EACCES, "run as root"},
    {EPERM, "run as root; lsattr shows whether the file is immutable"},
    {ENOSPC, "free some disk space; df shows what is full"},
    {EDQUOT, "raise the disk quota"},
    {EROFS, "remount the file system for writing"},
    {EISDIR, "move the folder away: a file belongs there"},
    {ENOTDIR, "move the file away: a folder belongs there"},
    {ELOOP, "look for a symbolic link that should not be there"},
    {EBUSY, "unmount what is mounted there, or stop what uses it"},
};

}  // namespace

void file_fault(std::string_view doing, const std::filesystem::path& path, int code) {
  std::string remedy;
  for (const auto& row : kRemedies)
    if (row.code == code) remedy = row.text;
  throw Error(fmt::format("cannot {} {}: {}", doing, path.string(), std::strerror(code)), remedy);
}

}  // namespace kcluster
