#include <algorithm>
#include <sstream>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "host/swaps.h"
#include "observe/examine_parts.h"

namespace kcluster {
namespace {

/// Where a full file system stops a node.
constexpr const char* kFolders[] = {"/",
                                    "/var/lib/etcd",
                                    "/var/lib/kubelet",
                                    "/var/lib/containerd",
                                    "/var/lib/containers/storage",
                                    "/var/log",
                                    "/var/log/pods",
                                    "/etc/kubernetes",
                                    "/tmp"};
constexpr const char* kCniFolder = "/etc/cni/net.d";
/// Where the runtimes and distributions keep plugins.
constexpr const char* kPluginFolders[] = {"/opt/cni/bin", "/usr/lib/cni", "/usr/libexec/cni"};
constexpr const char* kCniEndings[] = {".conf", ".conflist", ".json"};

/// Folders of one file system share its inodes; the first stands for them.
bool is_first(const std::vector<Examination::Disk>& disks, const Examination::Disk& disk) {
  const auto first = std::find_if(disks.begin(), disks.end(), [&](const auto& other) {
    return other.space.device == disk.space.device;
  });
  return &*first == &disk;
}

/// df's header, then "TOTAL FREE"; "-" where the file system does not count them.
void count_inodes(const System& system, Examination::Disk& disk) {
  const auto said = attempt([&] {
    return system.ask({"df", "--output=itotal,iavail", disk.path});
  });
  if (!said || said->exit != 0) return;  // no such folder, no such program
  const auto lines = split(said->out, '\n');
  std::istringstream numbers(lines.size() > 1 ? lines[1] : "");
  numbers >> disk.inodes >> disk.free_inodes;
  if (!numbers) disk.inodes = disk.free_inodes = 0;
}

std::optional<bool> setting(const Files& files, const char* path) {
  const auto text = attempt([&] { return files.read(path); });
  if (!text || !*text) return std::nullopt;
  return trim(**text) == "1";
}

/// The runtimes take the first by name.
std::string first_configuration(const Files& files) {
  const auto names = attempt([&] { return files.list(kCniFolder); });
  if (!names || !*names) return "";
  for (const auto& name : **names)
    if (std::any_of(std::begin(kCniEndings), std::end(kCniEndings),
                    [&](const char* ending) { return name.ends_with(ending); }))
      return std::string(kCniFolder) + "/" + name;
  return "";
}

/// Of a list of plugins, or of a single one.
std::vector<std::string> plugin_types(const Json& configuration) {
  std::vector<std::string> types;
  for (const auto& plugin : list_in(configuration, "/plugins"))
    types.push_back(string_in(plugin, "/type"));
  if (types.empty()) types.push_back(string_in(configuration, "/type"));
  return types;
}

bool installed(const std::string& type, const Files& files) {
  return std::any_of(std::begin(kPluginFolders), std::end(kPluginFolders),
                     [&](const char* folder) { return files.look(Path(folder) / type); });
}

}  // namespace

Examination::Kernel examine_kernel(const Files& files) {
  Examination::Kernel kernel;
  if (auto swaps = attempt([&] { return swaps_on(files); })) kernel.swaps = *swaps;
  kernel.ip_forward = setting(files, "/proc/sys/net/ipv4/ip_forward");
  kernel.bridge_filter = setting(files, "/proc/sys/net/bridge/bridge-nf-call-iptables");
  return kernel;
}

std::vector<Examination::Disk> examine_disks(const Files& files, const System& system,
                                             Unseen& unseen) {
  std::vector<Examination::Disk> disks;
  for (const auto* folder : kFolders) {
    const auto space = attempt([&] { return files.space(folder); });
    if (space)
      disks.push_back({folder, *space});
    else
      unseen.push_back(space.why);
  }
  for (auto& disk : disks)
    if (is_first(disks, disk)) count_inodes(system, disk);
  return disks;
}

Examination::Cni examine_cni(const Files& files) {
  Examination::Cni cni;
  cni.configuration = first_configuration(files);
  if (cni.configuration.empty()) return cni;
  const auto text = attempt([&] { return files.read(cni.configuration).value_or(""); });
  const auto parsed = Json::parse(text.value.value_or(""), nullptr, false);
  if (!parsed.is_object()) {
    cni.fault = text ? "it is no JSON object" : text.why;
    return cni;
  }
  cni.types = plugin_types(parsed);
  for (const auto& type : cni.types) {
    if (type.empty() || type.find('/') != type.npos)
      cni.fault = "a plugin in it has no usable type";
    else if (!installed(type, files))
      cni.missing_plugins.push_back(type);
    cni.bridges = cni.bridges || type == "bridge";
  }
  return cni;
}

}  // namespace kcluster
