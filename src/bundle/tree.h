#pragma once
#include <functional>
#include <string>
#include <vector>

#include "cri/image_store.h"

namespace kcluster {

/// A part of an image and what it refers to.
struct TreeBlob {
  Blob blob;
  BlobRefs refs;
};

/// An image of one platform with all that it needs: layers, configuration, manifest, then the index
/// when it has one; what refers to others comes after them.
struct ImageTree {
  std::string name;
  Blob target;
  std::vector<TreeBlob> blobs;
};

/// The bytes of an index, a manifest or a configuration, as they lie there.
using ReadText = std::function<std::string(const Blob& blob)>;

/// Follows an image from its target. Layers are named, not read; what is read must have its digest.
/// Throws Error for what is no image, or none for Linux on that architecture.
ImageTree follow_image(const std::string& name, const Blob& target, const std::string& architecture,
                       const ReadText& read);

}  // namespace kcluster
