#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"

namespace kcluster {

/// The command line (command, then args) of a pod's container of that name; nullopt when it has no
/// such container.
std::optional<std::vector<std::string>> pod_command(const Json& pod, const std::string& container);

/// The value of "--name=value"; the last one counts, as the components' own parser sees it.
std::optional<std::string> flag_value(const std::vector<std::string>& command,
                                      const std::string& name);

/// "3.6.16-0" of "registry.k8s.io/etcd:3.6.16-0"; "": it has no tag.
std::string image_tag(const std::string& image);

}  // namespace kcluster
