#include <fmt/format.h>

#include <algorithm>

#include "archive/archive.h"
#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"

namespace kcluster {
namespace {

using archive::mebibyte;
using Advance = std::function<void(std::uint64_t, std::uint64_t)>;

constexpr std::uint64_t kLargestManifest = 64 << 20;

Error damaged(const std::string& what) { return Error(what, "take another backup"); }

std::string text_of(const FileBytes& bytes, const tar::Entry& entry) {
  if (entry.size > kLargestManifest) throw damaged(entry.name + " is too large");
  std::string made(entry.size, '\0');
  bytes.read(entry.offset, made);
  return made;
}

Json read_manifest(const FileBytes& bytes, const std::vector<tar::Entry>& all) {
  const auto count = all.size();
  if (count < 2 || all[count - 2].name != archive::manifest_name ||
      all[count - 1].name != archive::sum_name)
    throw damaged("the archive does not end with a manifest: it is not kcluster's");
  const auto text = text_of(bytes, all[count - 2]);
  if (text_of(bytes, all[count - 1]) != archive::sum_line(text))
    throw damaged("the archive's manifest or its sum is damaged");
  auto manifest = Json::parse(text, nullptr, false);
  if (!manifest.is_object() || string_in(manifest, "/kind") != archive::kind)
    throw damaged("the archive's manifest is not one of kcluster's");
  if (manifest.value("version", Json()) != archive::version)
    throw Error("the archive was made by a newer kcluster", "read it with that one");
  return manifest;
}

class Check {
 public:
  Check(const FileBytes& bytes, const Advance& pace, std::vector<Finding>& findings)
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
  const Advance& pace_;
  std::vector<Finding>& findings_;
};

}  // namespace

ArchiveSeen read_archive(const FileBytes& bytes, const Advance& pace) {
  ArchiveSeen made;
  made.files = tar::list(bytes);
  made.manifest = read_manifest(bytes, made.files);
  made.files.resize(made.files.size() - 2);
  const auto& said = list_in(made.manifest, "/files");
  if (said.size() != made.files.size()) throw damaged("the manifest names other files");
  Error error("the archive is damaged", "take another backup");
  Check check(bytes, pace, error.findings);
  for (std::size_t i = 0; i < made.files.size(); ++i) check.file(made.files[i], said[i]);
  if (!error.findings.empty()) throw error;
  return made;
}

}  // namespace kcluster
