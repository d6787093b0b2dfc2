#include "cli/reach.h"

#include <CLI/App.hpp>

#include "base/attempt.h"
#include "kube/find_kubeconfig.h"
#include "observe/etcd.h"

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

std::shared_ptr<const Etcd> etcd_here(const Ports& ports, Millis timeout,
                                      std::vector<std::string>& unseen) {
  const auto opened = attempt([&]() -> std::shared_ptr<const Etcd> {
    const auto seen = observe_etcd(ports.files);
    if (!seen) return nullptr;
    auto access = etcd_access(*seen, ports.files);
    access.timeout = timeout;
    return ports.etcd(access);
  });
  if (!opened) unseen.push_back("etcd: " + opened.why);
  return opened ? *opened : nullptr;
}

}  // namespace kcluster
