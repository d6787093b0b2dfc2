#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kcluster {

/// A message as it goes over the wire: a zero byte (not compressed), its length in four bytes, the
/// highest first, the message (gRPC over HTTP/2, "Length-Prefixed-Message").
std::string framed(const std::string& message);

/// Takes an answer apart into its messages.
class Frames {
 public:
  explicit Frames(std::size_t largest) : largest_(largest) {}  ///< bytes of one message

  void take(std::string_view bytes);
  /// The next whole message; none: more must come, or fault() says what is wrong.
  std::optional<std::string> next();

  /// Whether the bytes end where a message ends.
  bool whole() const { return read_ == bytes_.size(); }
  const std::string& fault() const { return fault_; }

 private:
  std::size_t largest_;
  std::string bytes_;
  std::size_t read_ = 0;
  std::string fault_;
};

}  // namespace kcluster
