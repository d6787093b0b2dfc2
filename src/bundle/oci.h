#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "cri/image_store.h"

/// What images are made of (OCI image specification 1.1, and Docker's older words for the same).
/// All texts are hostile; `where` is named in the Errors.
namespace kcluster::oci {

inline constexpr const char* index_type = "application/vnd.oci.image.index.v1+json";
/// An index, a manifest or a configuration that is larger is none.
inline constexpr std::uint64_t largest_text = 4 << 20;

bool is_index(std::string_view media_type);
bool is_manifest(std::string_view media_type);
/// "sha256:" and 64 small hex digits, no other algorithm.
bool is_digest(std::string_view text);
std::string digest_of(std::string_view bytes);
/// Of a digest: what stands after the colon.
std::string hex_part(const std::string& digest);
/// As runtimes call an image: without a registry it is Docker Hub's, docker.io/library/busybox:1.
std::string full_name(const std::string& image);
/// Whether it can name an image: a registry, a path, a tag or a digest, nothing else.
bool is_image_name(std::string_view name);

Json to_json(const Blob& blob);
/// A descriptor.
Blob blob_in(const Json& root, const std::string& where);
/// A JSON object.
Json parse_object(std::string_view text, const std::string& where);

struct Manifest {
  Blob config;
  std::vector<Blob> layers;  ///< lowest first
};
Manifest parse_manifest(std::string_view text, const std::string& where);

/// An index's manifest of Linux on that architecture.
Blob manifest_for(std::string_view index, const std::string& architecture,
                  const std::string& where);

/// Throws Error for the configuration of an image for another platform.
void need_platform(std::string_view config, const std::string& architecture,
                   const std::string& where);

}  // namespace kcluster::oci
