#pragma once
#include <memory>
#include <string>
#include <vector>

#include "archive/archive.h"
#include "bundle/layout.h"
#include "pki/signature.h"

/// A bundle: an archive (archive/archive.h) of kind "kcluster-bundle" with `kcluster`, the program,
/// and `images.tar`, the images of one Kubernetes version as an OCI image layout
/// (bundle/layout.h). Its manifest: {"created", "createdBy", "kubernetesVersion", "architecture",
/// "images": [{"name", "mediaType", "digest", "size"}], …}. A signature is of the manifest's bytes.
namespace kcluster {

namespace archive {
inline constexpr Kind bundle{"kcluster-bundle", 1, 4 << 20, true,
                             "copy the bundle again, or make another"};
}  // namespace archive

namespace bundle_names {
inline constexpr const char* program = "kcluster";
inline constexpr const char* images = "images.tar";
}  // namespace bundle_names

/// The manifest of a bundle that holds these images.
struct BundleAbout {
  std::string created;     ///< RFC 3339
  std::string created_by;  ///< "kcluster 0.1.0"
  std::string kubernetes_version, architecture;
};
Json bundle_manifest(const BundleAbout& about, std::span<const ImageTree> images);

/// Whether a bundle's signature was held against a key; a wrong one is an Error.
enum class Signed { no, unchecked, yes };

/// A bundle that is whole.
struct Bundle {
  BundleAbout about;
  Signed is_signed = Signed::no;
  std::uint64_t size = 0;  ///< bytes of the file
  LayoutSeen layout;
  std::uint64_t images_at = 0;  ///< of images.tar in the file
};

/// Reads every byte. Throws Error for a signature that is not the key's, or is missing where there
/// is a key, before anything else is looked at; then for whatever does not have its sum, leads out
/// or is not as the manifest says.
Bundle open_bundle(const FileBytes& bytes, const SignatureCheck* key, const ArchivePace& pace = {});

/// One of the bundle's blobs; `bytes` must outlive it.
SectionBytes blob_bytes(const Bundle& bundle, const FileBytes& bytes, const std::string& digest);

}  // namespace kcluster
