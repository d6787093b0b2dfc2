#pragma once
#include <functional>
#include <string>
#include <vector>

#include "archive/tar.h"
#include "base/json.h"
#include "pki/digest.h"

namespace kcluster {

/// A backup's archive: a tar with the files, then `manifest.json`, then `manifest.json.sha256`. The
/// manifest names every file before it with size, mode, SHA-256, and the SHA-256 of each MiB, so
/// that damage has a place: {"kind": "kcluster-backup", "version": 1, …, "files": [{"name",
/// "size", "mode", "sha256", "mebibytes": […]}]}.
namespace archive {
inline constexpr const char* manifest_name = "manifest.json";
inline constexpr const char* sum_name = "manifest.json.sha256";
inline constexpr std::uint64_t mebibyte = 1 << 20;
inline constexpr const char* kind = "kcluster-backup";
inline constexpr int version = 1;
/// What the file sum_name holds, as sha256sum writes it.
std::string sum_line(std::string_view manifest);
}  // namespace archive

class ArchiveWriter {
 public:
  /// modified: seconds since the epoch, of all files.
  ArchiveWriter(NewFile& out, std::int64_t modified) : out_(out), modified_(modified) {}

  void add(const std::string& name, unsigned mode, std::string_view bytes);
  /// A file whose bytes come in pieces, all of them before the next begin, add or finish.
  void begin(const std::string& name, unsigned mode, std::uint64_t size);
  void append(std::string_view bytes);
  /// The manifest gets its files here. Keeps nothing: that is the caller's.
  void finish(Json manifest);
  /// Where the file that was begun last lies.
  const tar::Entry& entry() const { return entry_; }

 private:
  void close();
  void raw(const std::string& name, std::string_view bytes);
  void end_mebibyte();

  NewFile& out_;
  std::int64_t modified_;
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

 private:
  const FileBytes& below_;
  std::uint64_t offset_, size_;
};

/// An archive that was looked through.
struct ArchiveSeen {
  Json manifest;
  std::vector<tar::Entry> files;  ///< without the manifest and its sum
  const tar::Entry* find(const std::string& name) const;
};

/// Whether the bytes begin as a tar does.
bool is_archive(const FileBytes& bytes);

/// Reads every byte and holds it against the manifest; throws Error with a finding for each MiB of
/// a file that is damaged. `take` is told how many bytes are done and may throw.
ArchiveSeen read_archive(const FileBytes& bytes,
                         const std::function<void(std::uint64_t, std::uint64_t)>& pace = {});

}  // namespace kcluster
