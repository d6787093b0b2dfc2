#pragma once
#include <memory>
#include <stop_token>
#include <string>

#include "cri/cri.h"

namespace kcluster {

/// The runtime behind "unix:///run/containerd/containerd.sock" (or the bare path). Nothing is said
/// to it yet. Looking takes 10 s at most, else it is Silence; a stop ends any call as Interrupted.
std::shared_ptr<Cri> make_cri(const std::string& socket, std::stop_token stop);

}  // namespace kcluster
