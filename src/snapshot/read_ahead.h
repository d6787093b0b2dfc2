#pragma once
#include "host/stream.h"

namespace kcluster {

/// Bytes that are mostly read one piece behind the other, by one thread: the more of it has been
/// so, the more is read at once. A jump costs little more than without.
class ReadAhead : public FileBytes {
 public:
  explicit ReadAhead(const FileBytes& below) : below_(below) {}

  std::uint64_t size() const override { return below_.size(); }
  void read(std::uint64_t offset, std::span<char> into) const override;

 private:
  static constexpr std::uint64_t least = 16 << 10, most = 256 << 10;  // bytes at once

  void refill(std::uint64_t offset, std::uint64_t wanted) const;

  const FileBytes& below_;
  mutable std::string window_;       // the last that was read
  mutable std::uint64_t start_ = 0;  // of the window
  mutable std::uint64_t ahead_ = least;
};

}  // namespace kcluster
