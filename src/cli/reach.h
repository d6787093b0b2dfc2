#pragma once
#include <string>

#include "cli/cli11.h"
#include "cli/node.h"
#include "kube/client.h"
#include "kube/kubeconfig.h"

namespace kcluster {

/// A cluster as one of this machine's kubeconfigs reaches it.
struct Reached {
  Path path;  ///< of the kubeconfig
  Kubeconfig config;
  Client api;
};

/// --kubeconfig, for commands that speak to a cluster.
void add_kubeconfig(CLI::App& command, std::string& kubeconfig);

/// How long the calls of a command that changes something are tried again: kubeadm's
/// timeouts.kubernetesAPICall.
inline constexpr Millis api_patience = std::chrono::minutes(1);

/// The kubeconfig's path as kubeadm finds it ("" when none was given).
Path kubeconfig_path(const std::string& given, const Ports& here);

/// Finds the kubeconfig as kubeadm does ("" when none was given) and opens the cluster, which a dry
/// run only looks at; nothing is said to it yet. Calls are tried again for as long as `patience`
/// says, 0: once.
Reached reach(const std::string& kubeconfig, Node& node, Millis patience = Millis(0));

/// The etcd that this node knows of, each call limited to `timeout`; nullptr where there is none,
/// or where it cannot be asked: `unseen` gets the reason.
std::shared_ptr<const Etcd> etcd_here(const Ports& ports, Millis timeout,
                                      std::vector<std::string>& unseen);

/// The path of a file as the user named it, seen from where the command was started.
std::string absolute(const std::string& path);

}  // namespace kcluster
