#pragma once
#include "host/system.h"

namespace kcluster {

/// The kernel's answers: sysconf, uname, getifaddrs, /proc/meminfo, adjtimex.
Facts read_facts();

/// MemTotal of /proc/meminfo's text in bytes, 0 when it has none.
std::uint64_t total_memory(std::string_view meminfo);

}  // namespace kcluster
