#pragma once
#include <optional>
#include <string>
#include <vector>

#include "host/files.h"
#include "http/http.h"
#include "plan/cluster.h"

namespace kcluster {

/// One address that answers 200 when its component is well.
struct HealthProbe {
  std::string component;  ///< "kube-scheduler", also the container's name
  Endpoint endpoint;
  std::string path;  ///< "/livez"
};

/// The command line of a component's container, from its manifest. Throws Error for a manifest that
/// is missing or has no such container.
std::vector<std::string> component_command(const std::string& component, const Files& files);

/// Where the kubelet's configuration on disk has its health endpoint; port 0: it has none
/// (nullopt).
std::optional<HealthProbe> kubelet_probe(const Files& files);

/// One of them: kube-controller-manager and kube-scheduler are asked unverified and without
/// credentials, kube-apiserver as `api`; at the addresses and ports that the manifests on disk
/// name, patches included. Throws Error for a manifest that is missing or has no command.
HealthProbe component_probe(const std::string& component, const WaitPlan& plan, const Endpoint& api,
                            const Files& files);

/// kube-controller-manager, kube-scheduler, then kube-apiserver. Throws as the one does.
std::vector<HealthProbe> component_probes(const WaitPlan& plan, const Endpoint& api,
                                          const Files& files);

}  // namespace kcluster
