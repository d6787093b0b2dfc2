#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "host/stream.h"

/// The form of tar that backups have (POSIX.1-1988 ustar, sizes of 8 GiB and more as GNU writes
/// them): regular files only, owned by root.
namespace kcluster::tar {

inline constexpr std::size_t block = 512;

/// A file in an archive.
struct Entry {
  std::string name;           ///< relative, at most 255 characters
  std::uint64_t size = 0;     ///< bytes
  unsigned mode = 0600;       ///< permission bits
  std::int64_t modified = 0;  ///< seconds since the epoch
  std::uint64_t offset = 0;   ///< of its bytes in the archive
};

/// The block before a file's bytes. Throws Error for a name that does not fit.
std::string header(const Entry& entry);
inline std::uint64_t padding(std::uint64_t size) { return (block - size % block) % block; }
/// After the last file.
inline std::string end() { return std::string(2 * block, '\0'); }

/// The files of an archive that was written so, in their order; throws Error for anything else: a
/// name that leads out, a byte of a header or between files that is another one, a size that goes
/// beyond the end, more than `most` files.
std::vector<Entry> list(const FileBytes& bytes, std::size_t most = 10000);

}  // namespace kcluster::tar
