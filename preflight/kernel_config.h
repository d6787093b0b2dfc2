#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "host/files.h"
#include "host/system.h"

namespace kcluster {

/// The options a kernel was built with: "CONFIG_NET_NS" -> 'y', 'm' or 'n'.
using KernelConfig = std::map<std::string, char, std::less<>>;

KernelConfig parse_kernel_config(std::string_view text);

/// From /proc/config.gz or where distributions keep it for this release; nullopt when nowhere. No
/// module is loaded for it.
std::optional<KernelConfig> read_kernel_config(const Files& files, const System& system,
                                               const std::string& release);

/// Whether the option is built in or a module.
bool enabled(const KernelConfig& config, std::string_view option);

}  // namespace kcluster
