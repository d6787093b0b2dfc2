#pragma once
#include <string>
#include <vector>

#include "bundle/layout.h"
#include "bundle/oci.h"
#include "cri/memory_image_store.h"

namespace kcluster {

/// How an image of a test is made.
struct MadeImage {
  std::string name = "registry.k8s.io/pause:3.10.1";
  std::vector<std::string> layers{"a layer"};
  bool indexed = false;  ///< an index of two platforms, the other one's manifest is not there
  std::string architecture = "amd64";
  std::string os = "linux";
};

inline Blob put_blob(MemoryImageStore& store, const std::string& media_type,
                     const std::string& bytes) {
  const auto digest = oci::digest_of(bytes);
  store.blobs[digest] = bytes;
  return {media_type, digest, bytes.size()};
}

/// Lays an image into the store and names it.
inline Blob put_image(MemoryImageStore& store, const MadeImage& image) {
  const std::string types = "application/vnd.oci.image.";
  const Json config{{"architecture", image.architecture}, {"os", image.os}};
  Json manifest{{"schemaVersion", 2},
                {"config", oci::to_json(put_blob(store, types + "config.v1+json", config.dump()))},
                {"layers", Json::array()}};
  for (const auto& layer : image.layers)
    manifest["layers"].push_back(oci::to_json(put_blob(store, types + "layer.v1.tar", layer)));
  auto target = put_blob(store, types + "manifest.v1+json", manifest.dump());
  if (image.indexed) {
    auto other = oci::to_json({types + "manifest.v1+json", "sha256:" + std::string(64, 'e'), 7});
    auto own = oci::to_json(target);
    other["platform"] = {{"os", "linux"}, {"architecture", "s390x"}};
    own["platform"] = {{"os", image.os}, {"architecture", image.architecture}};
    const Json index{{"schemaVersion", 2}, {"manifests", {other, own}}};
    target = put_blob(store, types + "index.v1+json", index.dump());
  }
  store.names[image.name] = target;
  return target;
}

/// The image as it lies in the store.
inline ImageTree tree_in(const MemoryImageStore& store, const std::string& name) {
  return follow_image(name, *store.find(name), "amd64",
                      [&](const Blob& blob) { return store.blobs.at(blob.digest); });
}

/// An archive of the named images.
inline std::string layout_of(const MemoryImageStore& store, const std::vector<std::string>& names) {
  std::vector<ImageTree> images;
  for (const auto& name : names) images.push_back(tree_in(store, name));
  std::string made;
  write_layout(
      plan_layout(images), 1800000000,
      [&](const Blob& blob, const TakeBytes& take) { store.read(blob.digest, take); },
      [&](std::string_view bytes) { made += bytes; });
  return made;
}

}  // namespace kcluster
