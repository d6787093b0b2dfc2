#pragma once
#include "snapshot/contents.h"

namespace kcluster {

/// Whether a file ends with the SHA-256 of its database, as what `snapshot save` writes does and a
/// member's own database does not. With optional one that is there still has to be right.
enum class Digest { required, optional };

/// A snapshot file as a whole.
struct SnapshotReport {
  std::uint64_t file_size = 0;  ///< bytes
  std::uint64_t size = 0;       ///< of the database in it: `totalSize`
  bool has_digest = false;  ///< a size of 32 more than a multiple of 512 says so (etcdutl's rule)
  std::string sha256;       ///< of the database, lower-case hex
  std::uint32_t page_size = 0;  ///< bytes; 0: the database cannot be read at all
  SnapshotContents contents;    ///< to be believed only when there are no damages
  Damages damages;
};

/// Holds a snapshot against its digest, its size and every rule of its formats. Every failure to
/// read the file is an Error, all that is wrong in it a damage.
SnapshotReport examine_snapshot(const FileBytes& bytes, Digest digest, const Advance& pace = {});

/// The same of a member's own database, whose digest nobody asks for.
SnapshotReport examine_database(const FileBytes& bytes, const Advance& pace = {});

/// The same of a file that ends with its digest and was written just now, so that the sum of its
/// database (32 raw bytes) is known.
SnapshotReport examine_written(const FileBytes& bytes, const std::string& sum,
                               const Advance& pace = {});

/// The same while its database is copied, to the last page in use: what was examined is the copy,
/// or what has the copy's digest. HashKV is left out.
SnapshotReport copy_snapshot(const FileBytes& from, Digest digest, NewFile& copy,
                             const Advance& pace = {});

/// Throws Error with the damages as findings when there are any; `name` is the file's.
void require_sound(const SnapshotReport& report, const std::string& name);

/// Bytes of the digest behind a database of that file size; 0: there is none.
std::uint64_t digest_bytes(std::uint64_t file_size);

}  // namespace kcluster
