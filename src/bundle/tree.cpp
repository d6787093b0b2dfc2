#include "bundle/tree.h"

#include <fmt/format.h>

#include "base/error.h"
#include "bundle/oci.h"

namespace kcluster {
namespace {

std::string checked_text(const Blob& blob, const std::string& where, const ReadText& read) {
  if (blob.size > oci::largest_text)
    throw Error(fmt::format("{}: {} is too large", where, blob.digest));
  auto text = read(blob);
  if (text.size() != blob.size || oci::digest_of(text) != blob.digest)
    throw Error(fmt::format("{}: {} holds other bytes than its digest says", where, blob.digest));
  return text;
}

}  // namespace

ImageTree follow_image(const std::string& name, const Blob& target, const std::string& architecture,
                       const ReadText& read) {
  const auto text_of = [&](const Blob& blob) { return checked_text(blob, name, read); };
  const bool indexed = oci::is_index(target.media_type);
  const Blob top = indexed ? oci::manifest_for(text_of(target), architecture, name) : target;
  if (!oci::is_manifest(top.media_type))
    throw Error(fmt::format("{} is no image: it is \"{}\"", name, top.media_type));
  const auto manifest = oci::parse_manifest(text_of(top), name);
  oci::need_platform(text_of(manifest.config), architecture, name);

  ImageTree tree{name, target, {}};
  BlobRefs refs{{"config", manifest.config.digest}};
  for (const auto& layer : manifest.layers) {
    refs[fmt::format("l.{}", tree.blobs.size())] = layer.digest;
    tree.blobs.push_back({layer, {}});
  }
  tree.blobs.push_back({manifest.config, {}});
  tree.blobs.push_back({top, std::move(refs)});
  if (indexed) tree.blobs.push_back({target, {{"m.0", top.digest}}});
  return tree;
}

}  // namespace kcluster
