#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace kcluster {

/// An open file descriptor and its owner; closed when it goes. -1: none.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int number) : number_(number) {}
  Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Fd();

  explicit operator bool() const { return number_ >= 0; }
  int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_ = -1;
};

/// The three throw std::system_error.
std::string read_all(int fd);
void write_all(int fd, std::string_view bytes);
int checked(int result);  ///< the result of a call that gives -1 on failure

}  // namespace kcluster
