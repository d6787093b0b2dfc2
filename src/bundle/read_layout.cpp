#include <fmt/format.h>

#include <set>

#include "archive/archive.h"
#include "base/error.h"
#include "base/json_in.h"
#include "base/text.h"
#include "bundle/layout.h"
#include "bundle/layout_names.h"
#include "bundle/oci.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

using namespace layout_names;  // NOLINT: words of the format
using Pace = std::function<void(std::uint64_t, std::uint64_t)>;

constexpr std::size_t kMostImages = 1000;

std::string text_of(const FileBytes& bytes, const tar::Entry& entry) {
  if (entry.size > oci::largest_text) throw Error(entry.name + " is too large");
  std::string made(entry.size, '\0');
  bytes.read(entry.offset, made);
  return made;
}

/// Reads one blob of the archive whole.
std::string digest_at(const FileBytes& bytes, const tar::Entry& entry, const Pace& pace) {
  Sha256 sum;
  auto done = entry.offset;
  read_pieces(bytes, entry.offset, entry.size, [&](std::string_view piece) {
    sum.add(piece);
    if (pace) pace(done += piece.size(), bytes.size());
  });
  return "sha256:" + hex(sum.finish());
}

/// The names of index.json with what they stand for; each once.
std::vector<std::pair<std::string, Blob>> names_in(const std::string& index) {
  const auto root = oci::parse_object(index, index_name);
  const auto& list = list_in(root, "/manifests");
  if (list.empty() || list.size() > kMostImages)
    throw Error(fmt::format("the archive names {} images", list.size()));
  std::vector<std::pair<std::string, Blob>> made;
  std::set<std::string> seen;
  for (const auto& each : list) {
    const auto& notes = value_in(each, "/annotations");
    const auto found = notes.is_object() ? notes.find(image_name) : notes.end();
    const auto name = found != notes.end() && found->is_string() ? found->get<std::string>() : "";
    if (!oci::is_image_name(name)) throw Error("the archive holds an image without a sound name");
    if (!seen.insert(name).second) throw Error("the archive names two images " + name);
    made.emplace_back(name, oci::blob_in(each, name));
  }
  return made;
}

class Reader {
 public:
  Reader(const FileBytes& bytes, const std::string& architecture)
      : bytes_(bytes), architecture_(architecture) {}

  void take_blobs(std::span<const tar::Entry> entries, const Pace& pace) {
    for (const auto& entry : entries) {
      const auto digest = digest_at(bytes_, entry, pace);
      if (entry.name != path_of(digest))
        throw Error(fmt::format("{} is no blob, or holds other bytes", entry.name));
      seen.blobs[digest] = entry;
    }
  }

  void follow(const std::string& name, const Blob& target) {
    auto image = follow_image(name, target, architecture_, [&](const Blob& blob) {
      return text_of(bytes_, entry_of(blob, name));
    });
    for (const auto& part : image.blobs) {
      entry_of(part.blob, name);
      needed_.insert(part.blob.digest);
    }
    seen.images.push_back(std::move(image));
  }

  void need_all() const {
    for (const auto& [digest, entry] : seen.blobs)
      if (!needed_.contains(digest)) throw Error(fmt::format("no image needs {}", digest));
  }

  LayoutSeen seen;

 private:
  const tar::Entry& entry_of(const Blob& blob, const std::string& name) const {
    const auto found = seen.blobs.find(blob.digest);
    if (found == seen.blobs.end() || found->second.size != blob.size)
      throw Error(fmt::format("{} is not whole: {} is missing", name, blob.digest));
    return found->second;
  }

  const FileBytes& bytes_;
  const std::string& architecture_;
  std::set<std::string> needed_;
};

}  // namespace

LayoutSeen read_layout(const FileBytes& bytes, const std::string& architecture, const Pace& pace) {
  const auto entries = tar::list(bytes);
  if (entries.size() < 2 || entries[0].name != version_name || entries[1].name != index_name ||
      text_of(bytes, entries[0]) != version_text)
    throw Error("the images do not lie there as an OCI image layout of kcluster's");
  const auto names = names_in(text_of(bytes, entries[1]));
  Reader reader(bytes, architecture);
  reader.take_blobs(std::span(entries).subspan(2), pace);
  for (const auto& [name, target] : names) reader.follow(name, target);
  reader.need_all();
  return std::move(reader.seen);
}

}  // namespace kcluster
