#include "bundle/bundle.h"

#include <algorithm>

#include "base/error.h"
#include "base/json_in.h"
#include "bundle/oci.h"

namespace kcluster {
namespace {

constexpr std::size_t kLongestWord = 100;

using bundle_names::images;
using bundle_names::program;

Error damaged(const std::string& what) { return Error(what, archive::bundle.remedy); }

Signed check_signature(const ArchiveSeen& seen, const SignatureCheck* key) {
  if (!key) return seen.signature ? Signed::unchecked : Signed::no;
  if (!seen.signature)
    throw Error("the bundle is not signed", "make one with --sign-key, or trust it without a key");
  if (!key->fits(*seen.signature, seen.manifest_text))
    throw Error("the bundle's signature is not that of the key",
                "get the bundle from who has the key, or the key of who made the bundle");
  return Signed::yes;
}

/// A short word that may be shown.
std::string word_in(const Json& manifest, const std::string& pointer) {
  const auto word = string_in(manifest, pointer);
  const auto shown = [](char c) { return c >= ' ' && c <= '~'; };
  if (word.empty() || word.size() > kLongestWord || !std::all_of(word.begin(), word.end(), shown))
    throw damaged("the bundle's manifest has no sound " + pointer.substr(1));
  return word;
}

BundleAbout about(const Json& manifest) {
  return {word_in(manifest, "/created"), word_in(manifest, "/createdBy"),
          word_in(manifest, "/kubernetesVersion"), word_in(manifest, "/architecture")};
}

Json images_json(std::span<const ImageTree> trees) {
  Json list = Json::array();
  for (const auto& image : trees) {
    auto row = oci::to_json(image.target);
    row["name"] = image.name;
    list.push_back(std::move(row));
  }
  return list;
}

const tar::Entry& need_files(const ArchiveSeen& seen) {
  const auto& files = seen.files;
  if (files.size() != 2 || files[0].name != program || files[1].name != images)
    throw damaged("the bundle does not hold what a bundle holds");
  return files[1];
}

/// The second half of the way: the images' archive is read once more, blob by blob.
ArchivePace behind(const ArchivePace& pace, std::uint64_t done) {
  if (!pace) return {};
  return [&pace, done](std::uint64_t more, std::uint64_t) { pace(done + more, 2 * done); };
}

}  // namespace

Json bundle_manifest(const BundleAbout& about, std::span<const ImageTree> trees) {
  return {{"created", about.created},
          {"createdBy", about.created_by},
          {"kubernetesVersion", about.kubernetes_version},
          {"architecture", about.architecture},
          {"images", images_json(trees)}};
}

Bundle open_bundle(const FileBytes& bytes, const SignatureCheck* key, const ArchivePace& pace) {
  const auto seen = open_archive(bytes, archive::bundle);
  Bundle made;
  made.is_signed = check_signature(seen, key);
  made.size = bytes.size();
  made.about = about(seen.manifest);
  const auto& section = need_files(seen);
  made.images_at = section.offset;
  const ArchivePace first = [&](std::uint64_t done, std::uint64_t all) {
    if (pace) pace(done, 2 * all);
  };
  check_archive(seen, bytes, archive::bundle, first);
  const SectionBytes inner(bytes, section.offset, section.size);
  made.layout = read_layout(inner, made.about.architecture, behind(pace, bytes.size()));
  if (images_json(made.layout.images) != list_in(seen.manifest, "/images"))
    throw damaged("the bundle's manifest names other images than it holds");
  return made;
}

SectionBytes blob_bytes(const Bundle& bundle, const FileBytes& bytes, const std::string& digest) {
  const auto& entry = bundle.layout.blobs.at(digest);
  return {bytes, bundle.images_at + entry.offset, entry.size};
}

}  // namespace kcluster
