#include "preflight/cgroups.h"

#include <algorithm>
#include <sstream>

#include "base/text.h"

namespace kcluster {
namespace {

using Hierarchy = CgroupMount::Version;
constexpr const char* kUsual = "/sys/fs/cgroup";

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

// systemd's tmpfs with a folder per controller is version 1, without one a hybrid with version 2.
Hierarchy version_of(const Files& files, const std::string& type) {
  if (type != "tmpfs") return type == "cgroup2" ? Hierarchy::v2 : Hierarchy::v1;
  const auto memory = files.look(std::string(kUsual) + "/memory");
  return memory && memory->kind == Stat::Kind::folder ? Hierarchy::v1 : Hierarchy::v2;
}

std::vector<std::string> v1_controllers(const Files& files) {
  std::vector<std::string> out;
  for (const auto& line : split(files.read("/proc/cgroups").value_or(""), '\n')) {
    const auto fields = words(line);  // name, hierarchy, groups, enabled
    if (fields.size() >= 4 && fields[0].front() != '#' && fields[3] != "0")
      out.push_back(fields[0]);
  }
  return out;
}

// The freezer is no controller in version 2; the kernel shows it as a file in every child group.
bool freezes(const Files& files, const std::string& root) {
  const auto children = files.list(root).value_or(std::vector<std::string>{});
  return std::any_of(children.begin(), children.end(), [&](const std::string& child) {
    return files.look(root + "/" + child + "/cgroup.freeze").has_value();
  });
}

}  // namespace

std::optional<CgroupMount> find_cgroups(const Files& files) {
  std::optional<CgroupMount> first_v1;
  for (const auto& line : split(files.read("/proc/mounts").value_or(""), '\n')) {
    const auto fields = words(line);
    if (fields.size() < 3) continue;
    if (fields[1] == kUsual) return CgroupMount{version_of(files, fields[2]), kUsual};
    if (fields[2] == "cgroup2") return CgroupMount{Hierarchy::v2, fields[1]};
    if (fields[2] == "cgroup" && !first_v1) first_v1 = CgroupMount{Hierarchy::v1, fields[1]};
  }
  return first_v1;
}

std::vector<std::string> cgroup_controllers(const Files& files, const CgroupMount& mount) {
  if (mount.version == Hierarchy::v1) return v1_controllers(files);
  auto out = words(files.read(mount.path + "/cgroup.controllers").value_or(""));
  out.push_back("devices");  // eBPF since Linux 4.15, listed nowhere
  if (freezes(files, mount.path)) out.push_back("freezer");
  return out;
}

}  // namespace kcluster
