#include <fmt/format.h>

#include <algorithm>

#include "archive/archive.h"
#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"

namespace kcluster {
namespace {

using archive::Kind;
using archive::mebibyte;

constexpr std::uint64_t kLargestSignature = 64 << 10;

std::string text_of(const FileBytes& bytes, const tar::Entry& entry, std::uint64_t most,
                    const Kind& kind) {
  if (entry.size > most) throw Error(entry.name + " is too large", kind.remedy);
  std::string made(entry.size, '\0');
  bytes.read(entry.offset, made);
  return made;
}

void take_signature(ArchiveSeen& seen, const FileBytes& bytes, const Kind& kind) {
  auto& files = seen.files;
  if (!kind.signable || files.empty() || files.back().name != archive::signature_name) return;
  seen.signature = text_of(bytes, files.back(), kLargestSignature, kind);
  files.pop_back();
}

void take_manifest(ArchiveSeen& seen, const FileBytes& bytes, const Kind& kind) {
  auto& files = seen.files;
  const auto count = files.size();
  if (count < 2 || files[count - 2].name != archive::manifest_name ||
      files[count - 1].name != archive::sum_name)
    throw Error("the archive does not end with a manifest: it is not kcluster's", kind.remedy);
  const auto most = kind.largest_manifest;
  seen.manifest_text = text_of(bytes, files[count - 2], most, kind);
  if (text_of(bytes, files[count - 1], most, kind) != archive::sum_line(seen.manifest_text))
    throw Error("the archive's manifest or its sum is damaged", kind.remedy);
  files.resize(count - 2);
}

Json parse_manifest(const std::string& text, const Kind& kind) {
  auto manifest = Json::parse(text, nullptr, false);
  if (!manifest.is_object() || string_in(manifest, "/kind") != kind.name)
    throw Error("the archive's manifest is not that of a " + std::string(kind.name), kind.remedy);
  if (manifest.value("version", Json()) != kind.version)
    throw Error("the archive was made by a newer kcluster", "read it with that one");
  return manifest;
}

class Check {
 public:
  Check(const FileBytes& bytes, const ArchivePace& pace, std::vector<Finding>& findings)
      : bytes_(bytes), pace_(pace), findings_(findings) {}

  void file(const tar::Entry& entry, const Json& said) {
    const bool same = string_in(said, "/name") == entry.name &&
                      said.value("size", Json()) == entry.size &&
                      string_in(said, "/mode") == fmt::format("{:04o}", entry.mode);
    if (!same) return find(entry.name, "the manifest says something else of it");
    const auto& sums = list_in(said, "/mebibytes");
    if (sums.size() != (entry.size + mebibyte - 1) / mebibyte)
      return find(entry.name, "the manifest has not all of its sums");
    Sha256 whole;
    for (std::size_t i = 0; i < sums.size(); ++i) part(entry, i, sums[i], whole);
    if (hex(whole.finish()) != string_in(said, "/sha256"))
      find(entry.name, "its SHA-256 is not the manifest's");
  }

 private:
  void find(std::string place, std::string what) {
    findings_.push_back({Finding::Weight::error, "archive", std::move(place), std::move(what), {}});
  }

  void part(const tar::Entry& entry, std::size_t index, const Json& sum, Sha256& whole) {
    const auto from = index * mebibyte;
    std::string block(std::min(mebibyte, entry.size - from), '\0');
    bytes_.read(entry.offset + from, block);
    whole.add(block);
    if (sum != hex(sha256(block)))
      find(fmt::format("{}, bytes {} to {}", entry.name, from, from + block.size() - 1),
           "it was changed");
    if (pace_) pace_(entry.offset + from + block.size(), bytes_.size());
  }

  const FileBytes& bytes_;
  const ArchivePace& pace_;
  std::vector<Finding>& findings_;
};

}  // namespace

ArchiveSeen open_archive(const FileBytes& bytes, const Kind& kind) {
  ArchiveSeen made;
  made.files = tar::list(bytes);
  take_signature(made, bytes, kind);
  take_manifest(made, bytes, kind);
  made.manifest = parse_manifest(made.manifest_text, kind);
  return made;
}

void check_archive(const ArchiveSeen& seen, const FileBytes& bytes, const Kind& kind,
                   const ArchivePace& pace) {
  const auto& said = list_in(seen.manifest, "/files");
  if (said.size() != seen.files.size()) throw Error("the manifest names other files", kind.remedy);
  Error error("the archive is damaged", kind.remedy);
  Check check(bytes, pace, error.findings);
  for (std::size_t i = 0; i < seen.files.size(); ++i) check.file(seen.files[i], said[i]);
  if (!error.findings.empty()) throw error;
}

ArchiveSeen read_archive(const FileBytes& bytes, const ArchivePace& pace, const Kind& kind) {
  auto made = open_archive(bytes, kind);
  check_archive(made, bytes, kind, pace);
  return made;
}

}  // namespace kcluster
