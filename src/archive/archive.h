#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "archive/tar.h"
#include "base/json.h"
#include "pki/digest.h"

namespace kcluster {

/// An archive of kcluster's: a tar with the files, then `manifest.json`, `manifest.json.sha256`
/// and, where it was signed, `manifest.json.sig`. The manifest names every file before it with
/// size, mode, SHA-256, and the SHA-256 of each MiB, so that damage has a place: {"kind":
/// "kcluster-backup", "version": 1, …, "files": [{"name", "size", "mode", "sha256", "mebibytes":
/// […]}]}.
namespace archive {
inline constexpr const char* manifest_name = "manifest.json";
inline constexpr const char* sum_name = "manifest.json.sha256";
inline constexpr const char* signature_name = "manifest.json.sig";
inline constexpr std::uint64_t mebibyte = 1 << 20;
/// What an archive is for, as its manifest says.
struct Kind {
  const char* name = "";
  int version = 1;
  std::uint64_t largest_manifest = 0;  ///< bytes
  bool signable = false;
  const char* remedy = "";  ///< of a damaged one
};
inline constexpr Kind backup{"kcluster-backup", 1, 64 << 20, false, "take another backup"};
/// What the file sum_name holds, as sha256sum writes it.
std::string sum_line(std::string_view manifest);
}  // namespace archive

class ArchiveWriter {
 public:
  /// What makes the signature of the manifest's bytes.
  using Sign = std::function<std::string(std::string_view manifest)>;

  /// modified: seconds since the epoch, of all files.
  ArchiveWriter(NewFile& out, std::int64_t modified, const archive::Kind& kind = archive::backup)
      : out_(out), modified_(modified), kind_(kind) {}

  void add(const std::string& name, unsigned mode, std::string_view bytes);
  /// A file whose bytes come in pieces, all of them before the next begin, add or finish.
  void begin(const std::string& name, unsigned mode, std::uint64_t size);
  void append(std::string_view bytes);
  /// The manifest gets its files here. Keeps nothing: that is the caller's.
  void finish(Json manifest, const Sign& sign = {});
  /// Where the file that was begun last lies.
  const tar::Entry& entry() const { return entry_; }

 private:
  void close();
  void raw(const std::string& name, std::string_view bytes);
  void end_mebibyte();

  NewFile& out_;
  std::int64_t modified_;
  archive::Kind kind_;
  tar::Entry entry_;
  std::uint64_t left_ = 0, in_mebibyte_ = 0;
  bool begun_ = false;
  Sha256 whole_, part_;
  Json sums_ = Json::array(), files_ = Json::array();
};

/// A part of a file as a file.
class SectionBytes : public FileBytes {
 public:
  SectionBytes(const FileBytes& below, std::uint64_t offset, std::uint64_t size)
      : below_(below), offset_(offset), size_(size) {}
  std::uint64_t size() const override { return size_; }
  void read(std::uint64_t offset, std::span<char> into) const override;
  bool is_shareable() const override { return below_.is_shareable(); }

 private:
  const FileBytes& below_;
  std::uint64_t offset_, size_;
};

/// An archive that was looked through.
struct ArchiveSeen {
  Json manifest;
  std::string manifest_text;             ///< its bytes, which the signature is of
  std::optional<std::string> signature;  ///< as it lies there: nobody has checked it
  std::vector<tar::Entry> files;         ///< without the manifest, its sum and signature
  const tar::Entry* find(const std::string& name) const;
};

/// Whether the bytes begin as a tar does.
bool is_archive(const FileBytes& bytes);

/// How many bytes of how many are done; may throw.
using ArchivePace = std::function<void(std::uint64_t, std::uint64_t)>;

/// Its list of files, and the manifest, which must have its sum; no file has been read yet.
ArchiveSeen open_archive(const FileBytes& bytes, const archive::Kind& kind = archive::backup);

/// Reads every file and holds it against the manifest; throws Error with a finding for each MiB
/// that is damaged.
void check_archive(const ArchiveSeen& seen, const FileBytes& bytes, const archive::Kind& kind,
                   const ArchivePace& pace = {});

/// Both.
ArchiveSeen read_archive(const FileBytes& bytes, const ArchivePace& pace = {},
                         const archive::Kind& kind = archive::backup);

}  // namespace kcluster
