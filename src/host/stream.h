#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace kcluster {

/// A file's bytes, read in pieces: it may be far larger than memory. Failures are Errors that name
/// the path.
class FileBytes {
 public:
  virtual ~FileBytes() = default;
  virtual std::uint64_t size() const = 0;  ///< bytes
  /// Fills all of `into`; throws when the file ends before.
  virtual void read(std::uint64_t offset, std::span<char> into) const = 0;
  /// Whether several threads may read at once.
  virtual bool is_shareable() const { return false; }
};

/// Hands a part of a file over in pieces of a mebibyte at most, in order.
void read_pieces(const FileBytes& bytes, std::uint64_t offset, std::uint64_t size,
                 const std::function<void(std::string_view)>& take);

/// A file in the making: a dot-temp file beside its name, in which nothing is durable before sync()
/// and which goes with its owner unless kept.
class NewFile : public FileBytes {
 public:
  virtual void append(std::string_view bytes) = 0;
  /// Overwrites bytes that are there.
  virtual void patch(std::uint64_t offset, std::string_view bytes) = 0;
  /// Zeros up to that size, with the disk's space for them.
  virtual void reserve(std::uint64_t size) = 0;
  virtual void sync() = 0;
  /// fsync, rename to its name, fsync of the folder; nothing may be written afterwards.
  virtual void keep() = 0;
};

}  // namespace kcluster
