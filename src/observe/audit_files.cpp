#include <algorithm>

#include "audit/checks.h"
#include "base/attempt.h"
#include "base/json_in.h"
#include "kube/kubeconfig.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "observe/audit_parts.h"
#include "pki/certificate.h"

namespace kcluster {
namespace {

using File = AuditEvidence::File;
using Map = std::map<std::string, File>;

constexpr int kDeepest = 4;  // folders below a folder
constexpr const char* kKubeconfigs[] = {paths::admin_conf, paths::super_admin_conf,
                                        paths::controller_manager_conf, paths::scheduler_conf,
                                        paths::kubelet_conf};

/// What a link leads to counts: that is what is read, and what chmod changes.
void add(const std::string& path, const Files& files, Map& all) {
  const auto found = attempt([&] { return files.look(files.resolved(path)); });
  if (!found) {
    all[path] = {path, 0, 0, 0, false, found.why};
    return;
  }
  if (!*found || (*found)->kind == Stat::Kind::link) return;
  const auto& stat = **found;
  all[path] = {path, stat.mode, stat.uid, stat.gid, stat.kind == Stat::Kind::folder, ""};
}

void add_tree(const std::string& folder, const Files& files, Map& all, int depth = 0) {
  add(folder, files, all);
  const auto found = all.find(folder);
  if (depth > kDeepest || found == all.end() || !found->second.folder) return;
  const auto names = attempt([&] { return files.list(folder); });
  if (!names) found->second.fault = names.why;
  if (!names || !*names) return;
  for (const auto& name : **names) add_tree(folder + "/" + name, files, all, depth + 1);
}

}  // namespace

void look_at_files(const Files& files, AuditEvidence& seen) {
  for (const auto* program :
       {&seen.apiserver, &seen.controller_manager, &seen.scheduler, &seen.etcd})
    add(manifest_of(program->name).front(), files, seen.files);
  for (const auto* path : kKubeconfigs) add(path, files, seen.files);
  for (const auto& path : seen.kubelet.unit_files) add(path, files, seen.files);
  add(proxy_kubeconfig, files, seen.files);
  add(seen.kubelet.path, files, seen.files);
  if (const auto path = client_authority(seen); !path.empty()) add(path, files, seen.files);
  add_tree(cni_folder, files, seen.files);
  if (!seen.pki.empty()) add_tree(seen.pki, files, seen.files);
  if (!seen.etcd_data.empty()) add(seen.etcd_data, files, seen.files);
}

std::vector<std::string> masters_here(const Files& files) {
  std::vector<std::string> found;
  for (const auto* path : kKubeconfigs) {
    const auto groups = attempt([&] {
      if (!files.look(path)) return std::vector<std::string>{};
      const auto pem = read_kubeconfig(path, files).certificate;
      return Certificate::parse(pem, path).front().subject().organizations;
    });
    if (groups && std::count(groups->begin(), groups->end(), names::masters))
      found.emplace_back(path);
  }
  return found;
}

}  // namespace kcluster
