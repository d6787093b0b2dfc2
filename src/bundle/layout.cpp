#include "bundle/layout.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "base/text.h"
#include "bundle/layout_names.h"
#include "bundle/oci.h"
#include "pki/digest.h"

namespace kcluster {
namespace {

using namespace layout_names;  // NOLINT: words of the format

std::uint64_t room_of(std::uint64_t size) { return tar::block + size + tar::padding(size); }

Json named(const ImageTree& image) {
  auto made = oci::to_json(image.target);
  made["annotations"] = {{image_name, image.name}, {ref_name, image.name}};
  return made;
}

std::string index_of(std::span<const ImageTree> images) {
  Json manifests = Json::array();
  for (const auto& image : images) manifests.push_back(named(image));
  return Json{{"schemaVersion", 2}, {"mediaType", oci::index_type}, {"manifests", manifests}}.dump(
             1) +
         "\n";
}

class Writer {
 public:
  Writer(std::int64_t modified, const TakeBytes& append) : modified_(modified), append_(append) {}

  void begin(const std::string& name, std::uint64_t size) {
    append_(tar::header({name, size, 0644, modified_, 0}));
  }
  void end(std::uint64_t size) { append_(std::string(tar::padding(size), '\0')); }
  void text(const std::string& name, std::string_view bytes) {
    begin(name, bytes.size());
    append_(bytes);
    end(bytes.size());
  }
  void blob(const Blob& blob, const CopyBlob& copy) {
    begin(path_of(blob.digest), blob.size);
    Sha256 sum;
    std::uint64_t count = 0;
    copy(blob, [&](std::string_view bytes) {
      count += bytes.size();
      if (count > blob.size) throw changed(blob);
      sum.add(bytes);
      append_(bytes);
    });
    if (count != blob.size || hex(sum.finish()) != oci::hex_part(blob.digest)) throw changed(blob);
    end(blob.size);
  }

 private:
  static Error changed(const Blob& blob) {
    return Error(fmt::format("{} holds other bytes than its digest says", blob.digest),
                 "the store is damaged: remove the image and pull it again");
  }

  std::int64_t modified_;
  const TakeBytes& append_;
};

}  // namespace

std::string layout_names::path_of(const std::string& digest) {
  return std::string(blob_folder) + oci::hex_part(digest);
}

Layout plan_layout(std::span<const ImageTree> images) {
  Layout made;
  made.index = index_of(images);
  made.size = room_of(std::string_view(version_text).size()) + room_of(made.index.size()) +
              tar::end().size();
  std::set<std::string> seen;
  for (const auto& image : images)
    for (const auto& part : image.blobs) {
      if (!seen.insert(part.blob.digest).second) continue;
      made.blobs.push_back(part.blob);
      made.size += room_of(part.blob.size);
    }
  return made;
}

void write_layout(const Layout& layout, std::int64_t modified, const CopyBlob& copy,
                  const TakeBytes& append) {
  Writer writer(modified, append);
  writer.text(version_name, version_text);
  writer.text(index_name, layout.index);
  for (const auto& blob : layout.blobs) writer.blob(blob, copy);
  append(tar::end());
}

}  // namespace kcluster
