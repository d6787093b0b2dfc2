#include "host/fd.h"

#include <unistd.h>

#include <array>

#include "host/fault.h"

namespace kcluster {

Fd::~Fd() {
  if (number_ >= 0) ::close(number_);
}

int checked(int result) {
  if (result == -1) fail_with(errno);
  return result;
}

std::string read_all(int fd) {
  std::string bytes;
  std::array<char, 65536> block;
  for (;;) {
    const ssize_t count = ::read(fd, block.data(), block.size());
    if (count == 0) return bytes;
    if (count > 0) bytes.append(block.data(), static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR) fail_with(errno);
  }
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno != EINTR) fail_with(errno);
    if (count > 0) bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace kcluster
