#include "cli/backup_file.h"

#include <CLI/App.hpp>

#include "base/error.h"
#include "base/text.h"
#include "phases/etcd_archive.h"

namespace kcluster {

void add_backup_choice(CLI::App& command, BackupChoice& choice) {
  add_seal_options(command, choice.seal);
  command.add_flag("--skip-hash-check", choice.skip_hash_check,
                   "it need not end with a SHA-256: a copy of a member's own file has none");
}

BackupFile::BackupFile(const BackupChoice& choice, Node& node, const Advance& pace)
    : name_(std::filesystem::absolute(choice.file).string()),
      file_(node.ports().files.open(name_)),
      digest_(choice.skip_hash_check ? Digest::optional : Digest::required) {
  if (!file_) throw Error("there is no file " + name_, "name a backup", Exit::usage);
  unseal(choice, node);
  snapshot_ = &bytes();
  if (is_archive(bytes())) open_archive(pace);
}

void BackupFile::unseal(const BackupChoice& choice, Node& node) {
  const auto kind = sealed_kind(*file_);
  if (!kind) return;
  if (*kind == SealSource::Kind::key_file && choice.seal.key_file.empty())
    throw Error(name_ + " was sealed with a key file", "give it with --key-file", Exit::usage);
  const auto source = read_seal_source(choice.seal, Ask::once, node.ports().files, node.stop());
  unsealed_ = std::make_unique<SealedBytes>(*file_, source);
}

void BackupFile::open_archive(const Advance& pace) {
  archive_ = read_archive(bytes(), pace);
  const auto* entry = archive_->find(archive::snapshot_name);
  if (!entry) throw Error("the archive holds no snapshot", "take another backup");
  section_ = std::make_unique<SectionBytes>(bytes(), entry->offset, entry->size);
  snapshot_ = section_.get();
  digest_ = Digest::required;
}

std::string snapshot_identity(const FileBytes& snapshot) {
  const auto digest = digest_bytes(snapshot.size());
  if (digest == 0) return examine_snapshot(snapshot, Digest::optional).sha256;
  std::string said(digest, '\0');
  snapshot.read(snapshot.size() - digest, said);
  return hex(said);
}

}  // namespace kcluster
