#pragma once
#include <memory>
#include <stop_token>
#include <string>

#include "cri/image_store.h"

namespace kcluster {

/// The store of the containerd behind a CRI socket, in the namespace of Kubernetes' images. Nothing
/// is said to it yet. Any other runtime is an Error, once it is asked for something: CRI itself
/// hands out no blobs.
std::shared_ptr<ImageStore> make_image_store(const std::string& socket, std::stop_token stop);

}  // namespace kcluster
