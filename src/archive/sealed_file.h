#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/secret.h"
#include "host/stream.h"

namespace kcluster {

/// What opens a sealed file.
struct SealSource {
  enum class Kind { key_file = 0, passphrase = 1 };
  Kind kind = Kind::key_file;
  Secret secret;  ///< the key file's bytes (at least 32), or the passphrase
};

/// A sealed file: 64 bytes of header ("kcluster-sealed-1\n", u8 kind, u8 log2 of scrypt's cost, its
/// block and parallel, 32 bytes of salt, zeros), then chunks of 64 KiB, each sealed with
/// AES-256-GCM and 16 bytes longer, only the last one shorter.
///
/// The key is HMAC-SHA-256 of the header under the key file's bytes or scrypt's result, so a file
/// never shares one with another and its header cannot be changed. A chunk's nonce is its number,
/// 11 bytes big-endian, and 1 for the last one, else 0: none can be left out, moved or cut off (the
/// STREAM construction, as in age).
namespace sealed {

inline constexpr std::size_t header_bytes = 64, chunk_bytes = 64 << 10;
inline constexpr std::string_view magic = "kcluster-sealed-1\n";

/// A new header for a kind, with a fresh salt.
std::string make_header(SealSource::Kind kind);
/// The file's key. Throws Error for a header that is none, or that would cost too much memory.
Secret file_key(std::string_view header, const SealSource& source);

}  // namespace sealed

/// Whether a file begins as a sealed one; with which kind of source it is opened.
std::optional<SealSource::Kind> sealed_kind(const FileBytes& bytes);

/// Seals what is appended to it; only that: what was written cannot be patched.
class SealedNewFile : public NewFile {
 public:
  SealedNewFile(NewFile& below, const SealSource& source);

  std::uint64_t size() const override { return size_; }  ///< before it is sealed
  void read(std::uint64_t offset, std::span<char> into) const override;
  void append(std::string_view bytes) override;
  void patch(std::uint64_t offset, std::string_view bytes) override;
  void reserve(std::uint64_t size) override;
  void sync() override { below_.sync(); }
  void keep() override;

 private:
  NewFile& below_;
  Secret key_;
  std::string open_;  // the chunk that is being filled
  std::uint64_t size_ = 0, chunks_ = 0;
  mutable std::map<std::uint64_t, std::string> recent_;
};

/// Reads a sealed file. Throws Error for another key, a changed chunk and a file that is cut off.
class SealedBytes : public FileBytes {
 public:
  SealedBytes(const FileBytes& below, const SealSource& source);

  std::uint64_t size() const override { return size_; }
  void read(std::uint64_t offset, std::span<char> into) const override;

 private:
  const FileBytes& below_;
  Secret key_;
  std::uint64_t size_ = 0, chunks_ = 0;
  mutable std::map<std::uint64_t, std::string> recent_;  // chunks that were opened lately
};

}  // namespace kcluster
