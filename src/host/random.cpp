#include "host/random.h"

#include <sys/random.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace kcluster {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t have = 0; have < count;) {
    const auto got = ::getrandom(bytes.data() + have, count - have, 0);
    if (got < 0 && errno != EINTR)
      throw Error(std::string("no random numbers from the kernel: ") + std::strerror(errno));
    if (got > 0) have += static_cast<std::size_t>(got);
  }
  return bytes;
}

Secret random_text(std::size_t length, std::string_view alphabet) {
  // bytes above the last whole multiple would favour the first letters
  const std::size_t fair = 256 - 256 % alphabet.size();
  std::string text;
  text.reserve(length);
  while (text.size() < length) {
    const Secret bytes(random_bytes(length));
    for (const unsigned char byte : bytes.reveal())
      if (byte < fair && text.size() < length) text += alphabet[byte % alphabet.size()];
  }
  return Secret(std::move(text));
}

}  // namespace kcluster
