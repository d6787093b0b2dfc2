#include "cli/reach.h"

#include <CLI/App.hpp>

#include "kube/find_kubeconfig.h"

namespace kcluster {

void add_kubeconfig(CLI::App& command, std::string& kubeconfig) {
  command.add_option("--kubeconfig", kubeconfig,
                     "the cluster's kubeconfig; default: $KUBECONFIG, ~/.kube/config, admin.conf");
}

std::string absolute(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

Path kubeconfig_path(const std::string& given, const Ports& here) {
  return absolute(find_kubeconfig(absolute(given), here.environment, here.files).string());
}

Reached reach(const std::string& kubeconfig, Node& node, Millis patience) {
  const Ports& here = node.observed();
  const Path path = kubeconfig_path(kubeconfig, here);
  auto config = read_kubeconfig(path, here.files);
  node.reach(endpoint(config));
  const Ports& ports = node.ports();
  const Patience persistence{patience.count() > 0 ? &ports.clock : nullptr, patience};
  Client api(ports.http(endpoint(config)), persistence);
  return {path, std::move(config), std::move(api)};
}

}  // namespace kcluster
