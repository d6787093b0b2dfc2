#include "phases/support_bundle.h"

#include <array>

#include "archive/tar.h"
#include "base/attempt.h"
#include "base/text.h"
#include "diagnosis/mask.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

constexpr std::size_t kLargest = 1u << 20;  // bytes of one file

/// Folders whose files are taken, by their endings; those of keys are in no row.
struct BundleFolder {
  const char* folder;
  const char* ending;
};
constexpr BundleFolder kFolders[] = {
    {paths::manifests, ""},
    {paths::kubernetes, ".conf"},
    {paths::pki, ".crt"},
    {"/etc/kubernetes/pki/etcd", ".crt"},
    {"/etc/cni/net.d", ""},
    {"/etc/systemd/system/kubelet.service.d", ".conf"},
    {"/usr/lib/systemd/system/kubelet.service.d", ".conf"},
    {"/etc/sysctl.d", ".conf"},
    {"/etc/modules-load.d", ".conf"},
};
constexpr const char* kFiles[] = {paths::kubelet_config,
                                  paths::kubelet_instance_config,
                                  paths::kubelet_flags,
                                  "/etc/default/kubelet",
                                  "/etc/containerd/config.toml",
                                  "/etc/crio/crio.conf",
                                  "/etc/resolv.conf",
                                  "/etc/hosts",
                                  "/etc/os-release",
                                  "/proc/meminfo",
                                  "/proc/loadavg",
                                  "/proc/swaps",
                                  "/proc/version",
                                  "/proc/cmdline",
                                  "/proc/self/mountinfo"};
constexpr std::array<const char*, 3> kPrograms[] = {{"kubelet", "--version", "kubelet.txt"},
                                                    {"containerd", "--version", "containerd.txt"},
                                                    {"runc", "--version", "runc.txt"}};
/// Object or list -> its name in the bundle.
constexpr std::pair<const char*, const char*> kObjects[] = {
    {"/api/v1/nodes", "nodes.json"},
    {"/api/v1/namespaces/kube-system/pods", "pods.json"},
    {"/api/v1/namespaces/kube-system/configmaps/kubeadm-config", "kubeadm-config.json"},
    {"/api/v1/namespaces/kube-system/configmaps/kubelet-config", "kubelet-config.json"},
    {"/api/v1/namespaces/kube-system/configmaps/kube-proxy", "kube-proxy.json"},
    {"/api/v1/namespaces/kube-system/configmaps/coredns", "coredns.json"},
};

void add_file(const std::string& path, const Files& files, std::vector<BundleFile>& all) {
  const auto text = attempt([&] { return files.read(path); });
  if (text && *text && (*text)->size() <= kLargest) all.push_back({"files" + path, **text});
}

void add_folder(const BundleFolder& row, const Files& files, std::vector<BundleFile>& all) {
  const auto names = attempt([&] { return files.list(row.folder); });
  if (!names || !*names) return;
  for (const auto& name : **names)
    if (name.ends_with(row.ending)) add_file(std::string(row.folder) + "/" + name, files, all);
}

void add_logs(const Evidence& told, std::vector<BundleFile>& all) {
  all.push_back({"logs/kubelet.log", join(told.kubelet, "\n") + "\n"});
  for (const auto& each : told.containers)
    all.push_back({"logs/" + each.container.name + ".log",
                   state_in_words(each.container) + "\n" + join(each.log, "\n") + "\n"});
}

/// Lines of a log may look like YAML, which would lose their order.
std::string clean(const BundleFile& file) {
  return file.name.starts_with("logs/") ? mask_text(file.text) : mask_file(file.text, file.name);
}

void append(const BundleFile& file, std::int64_t modified, NewFile& out) {
  const auto bytes = clean(file);
  out.append(tar::header({file.name, bytes.size(), 0600, modified, 0}));
  out.append(bytes);
  out.append(std::string(tar::padding(bytes.size()), '\0'));
}

}  // namespace

std::vector<BundleFile> bundle_files(const Examination& seen, const Files& files,
                                     const System& system) {
  std::vector<BundleFile> all;
  for (const auto& row : kFolders) add_folder(row, files, all);
  for (const auto* path : kFiles) add_file(path, files, all);
  add_logs(seen.told, all);
  for (const auto& [program, flag, name] : kPrograms)
    if (const auto said = attempt([&] { return system.ask({program, flag}); }))
      all.push_back({std::string("versions/") + name, said->out + said->err});
  return all;
}

std::vector<BundleFile> bundle_objects(const Client& api) {
  std::vector<BundleFile> all;
  for (const auto& [path, name] : kObjects)
    if (const auto found = attempt([&] { return api.get(path); }); found && *found)
      all.push_back({std::string("cluster/") + name, (*found)->dump(2)});
  return all;
}

void write_bundle(const Path& path, const std::vector<BundleFile>& all, Time now, Files& files) {
  const auto out = files.create(path, {0600, Secrecy::secret});
  for (const auto& file : all) append(file, std::chrono::system_clock::to_time_t(now), *out);
  out->append(tar::end());
  out->keep();
}

}  // namespace kcluster
