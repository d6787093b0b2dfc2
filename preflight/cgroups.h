#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/files.h"

namespace kcluster {

/// Where the kernel's control groups are mounted and in which version.
struct CgroupMount {
  enum class Version { v1, v2 };
  Version version = Version::v2;
  std::string path = "/sys/fs/cgroup";
};

/// From /proc/mounts, as kubeadm's verification finds it; nullopt when there is none.
std::optional<CgroupMount> find_cgroups(const Files& files);

/// Names of the controllers that are there; those that version 2 always has are counted in.
std::vector<std::string> cgroup_controllers(const Files& files, const CgroupMount& mount);

}  // namespace kcluster
