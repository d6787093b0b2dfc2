#pragma once
#include <memory>
#include <optional>
#include <string>

#include "archive/archive.h"
#include "cli/node.h"
#include "cli/seal_source.h"
#include "snapshot/verify.h"

namespace kcluster {

/// How the user names a backup.
struct BackupChoice {
  std::string file;
  bool skip_hash_check = false;  ///< a plain snapshot need not end with its SHA-256
  SealOptions seal;
};
void add_backup_choice(CLI::App& command, BackupChoice& choice);

/// A backup, opened: unsealed if need be, an archive held against its sums. Throws Error (usage)
/// for a file that is not there and for one that is sealed in another way, Error for a damaged
/// archive.
class BackupFile {
 public:
  BackupFile(const BackupChoice& choice, Node& node, const Advance& pace);

  const std::string& name() const { return name_; }  ///< absolute
  const std::optional<ArchiveSeen>& archive() const { return archive_; }
  const FileBytes& snapshot() const { return *snapshot_; }
  Digest digest() const { return digest_; }
  const FileBytes& bytes() const { return unsealed_ ? *unsealed_ : *file_; }

 private:
  void unseal(const BackupChoice& choice, Node& node);
  void open_archive(const Advance& pace);

  std::string name_;
  std::unique_ptr<FileBytes> file_, unsealed_, section_;
  std::optional<ArchiveSeen> archive_;
  const FileBytes* snapshot_ = nullptr;
  Digest digest_ = Digest::required;
};

/// SHA-256 of the snapshot's database in hex: as it says itself at its end, else computed.
std::string snapshot_identity(const FileBytes& snapshot);

}  // namespace kcluster
