#include "wire/frames.h"

#include <fmt/format.h>

namespace kcluster {
namespace {

constexpr std::size_t kPrefix = 5;

std::size_t length_at(std::string_view prefix) {
  std::size_t length = 0;
  for (const char byte : prefix.substr(1, 4))
    length = length << 8 | static_cast<unsigned char>(byte);
  return length;
}

}  // namespace

std::string framed(const std::string& message) {
  std::string made(1, '\0');
  for (int shift = 24; shift >= 0; shift -= 8) made += static_cast<char>(message.size() >> shift);
  return made + message;
}

void Frames::take(std::string_view bytes) {
  bytes_.erase(0, read_);
  read_ = 0;
  bytes_ += bytes;
}

std::optional<std::string> Frames::next() {
  const auto left = std::string_view(bytes_).substr(read_);
  if (!fault_.empty() || left.size() < kPrefix) return std::nullopt;
  const auto length = length_at(left);
  if (left[0] != 0)
    fault_ = "a compressed answer, which was not asked for";
  else if (length > largest_)
    fault_ = fmt::format("a message is larger than max ({} vs. {} bytes)", length, largest_);
  if (!fault_.empty() || left.size() < kPrefix + length) return std::nullopt;
  read_ += kPrefix + length;
  return std::string(left.substr(kPrefix, length));
}

}  // namespace kcluster
