#pragma once
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "archive/tar.h"
#include "bundle/tree.h"

/// An archive of images as an OCI image layout (OCI image specification, image-layout.md): a tar
/// with oci-layout, index.json and blobs/sha256/…, which `ctr images import` and skopeo read too.
/// index.json names each image by io.containerd.image.name and org.opencontainers.image.ref.name.
namespace kcluster {

/// What will be written.
struct Layout {
  std::string index;        ///< index.json
  std::vector<Blob> blobs;  ///< each once
  std::uint64_t size = 0;   ///< bytes of the whole archive
};
Layout plan_layout(std::span<const ImageTree> images);

using TakeBytes = std::function<void(std::string_view)>;
/// Hands out a blob's bytes in pieces.
using CopyBlob = std::function<void(const Blob& blob, const TakeBytes& take)>;

/// Writes exactly layout.size bytes in pieces. Throws Error for a blob whose bytes do not have its
/// digest. `modified`: seconds since the epoch.
void write_layout(const Layout& layout, std::int64_t modified, const CopyBlob& copy,
                  const TakeBytes& append);

/// An archive that was looked through.
struct LayoutSeen {
  std::vector<ImageTree> images;
  std::map<std::string, tar::Entry> blobs;  ///< by digest
};

/// Reads all of it. Throws Error unless every blob has its digest and is needed, every image is
/// whole and made for Linux on that architecture, and nothing else is in it.
LayoutSeen read_layout(const FileBytes& bytes, const std::string& architecture,
                       const std::function<void(std::uint64_t, std::uint64_t)>& pace = {});

}  // namespace kcluster
