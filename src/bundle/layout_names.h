#pragma once
#include <string>

/// The words of an OCI image layout that reading and writing share.
namespace kcluster::layout_names {

inline constexpr const char* version_name = "oci-layout";
inline constexpr const char* version_text = "{\"imageLayoutVersion\":\"1.0.0\"}";
inline constexpr const char* index_name = "index.json";
inline constexpr const char* blob_folder = "blobs/sha256/";
inline constexpr const char* image_name = "io.containerd.image.name";
inline constexpr const char* ref_name = "org.opencontainers.image.ref.name";

/// Where a blob lies.
std::string path_of(const std::string& digest);

}  // namespace kcluster::layout_names
