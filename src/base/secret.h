#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// Whether bytes on their way to a file or a peer may be shown by dry run, diff and logs.
enum class Secrecy { open, secret };

/// A private key, token or passphrase: move-only, no formatter, no to_json, wiped when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  Secret(Secret&& other) noexcept { swap(other); }
  Secret& operator=(Secret&& other) noexcept {
    swap(other);
    return *this;
  }
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  /// A second owner, on purpose and visible in the code.
  Secret clone() const { return Secret(value_); }
  bool empty() const { return value_.empty(); }
  std::size_t size() const { return value_.size(); }
  /// The only way to the bytes; the view lives as long as the secret.
  const std::string& reveal() const { return value_; }

 private:
  void swap(Secret& other) noexcept { value_.swap(other.value_); }
  std::string value_;
};

}  // namespace kcluster
