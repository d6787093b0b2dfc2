#include "plan/own_files.h"

#include <algorithm>

#include "kubernetes/paths.h"
#include "pki/table.h"
#include "plan/encryption.h"
#include "plan/kubeconfigs.h"

namespace kcluster {
namespace {

bool is_written(const std::string& flag) {
  return flag.ends_with("log-path") || flag == "log-file" || flag == "log-dir" ||
         flag == "data-dir" || flag == "wal-dir";
}

/// Every control plane has these, made on it or fetched by its join.
bool is_everywhere(const std::string& path, const ClusterConfiguration& cluster) {
  const auto& folder = cluster.certificates_dir;
  for (const auto& row : certificate_table())
    for (const auto* ending : {".crt", ".key"})
      if (path == folder + "/" + std::string(row.file) + ending) return true;
  for (const auto& row : kubeconfig_table())
    if (path == std::string(paths::kubernetes) + "/" + std::string(row.file)) return true;
  if (cluster.external_etcd)
    for (const auto* file : {&cluster.external_etcd->ca_file, &cluster.external_etcd->cert_file,
                             &cluster.external_etcd->key_file})
      if (path == *file) return true;
  if (secrets_are_encrypted(cluster) && path == paths::encryption) return true;
  return path == folder || path == folder + "/sa.key" || path == folder + "/sa.pub" ||
         path == cluster.local_etcd.data_dir;
}

void take_args(const std::string& component, const std::vector<Arg>& args,
               const ClusterConfiguration& cluster, std::vector<OwnFile>& out) {
  for (const auto& arg : args)
    if (arg.value.starts_with('/') && arg.value.size() > 1 && !is_written(arg.name) &&
        !is_everywhere(arg.value, cluster))
      out.push_back({arg.value, component + ".extraArgs: " + arg.name});
}

/// A folder that the component writes its logs to says nothing.
bool is_for_logs(const HostPathMount& volume, const std::vector<Arg>& args) {
  return std::any_of(args.begin(), args.end(), [&](const Arg& arg) {
    return is_written(arg.name) && arg.value.starts_with(volume.mount_path);
  });
}

void take(const std::string& name, const ControlPlaneComponent& component,
          const ClusterConfiguration& cluster, std::vector<OwnFile>& out) {
  take_args(name, component.extra_args, cluster, out);
  for (const auto& volume : component.extra_volumes)
    if (!is_everywhere(volume.host_path, cluster) && !is_for_logs(volume, component.extra_args))
      out.push_back({volume.host_path, name + ".extraVolumes: " + volume.name});
}

}  // namespace

std::vector<OwnFile> files_to_copy(const ClusterConfiguration& cluster) {
  std::vector<OwnFile> all;
  take("apiServer", cluster.api_server, cluster, all);
  take("controllerManager", cluster.controller_manager, cluster, all);
  take("scheduler", cluster.scheduler, cluster, all);
  if (!cluster.external_etcd) take_args("etcd.local", cluster.local_etcd.extra_args, cluster, all);
  std::stable_sort(all.begin(), all.end(), [](auto& a, auto& b) { return a.path < b.path; });
  const auto same = [](auto& a, auto& b) { return a.path == b.path; };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

}  // namespace kcluster
