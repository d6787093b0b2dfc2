#pragma once
#include <functional>
#include <optional>
#include <string>

#include "host/files.h"

namespace kcluster {

/// The kubeconfig that a command works with, as kubeadm finds it: the one given, else the first of
/// $KUBECONFIG that exists (without that variable ~/.kube/config), else the administrator's of this
/// node. When nothing exists it is the first that was looked for.
Path find_kubeconfig(const std::string& given,
                     const std::function<std::optional<std::string>(const std::string&)>& variable,
                     const Files& files);

}  // namespace kcluster
