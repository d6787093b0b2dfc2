#pragma once
#include <string>
#include <vector>

#include "plan/static_pod.h"

namespace kcluster {

/// CoreDNS as the cluster's name server.
struct CoreDnsPlan {
  bool wanted = true;
  std::string image, dns_domain;
  std::string address;  ///< of its Service, the tenth of the first service range
  std::vector<PatchFile> patches;
};

/// kube-proxy on every node.
struct ProxyPlan {
  bool wanted = true;
  std::string image;
  std::string server;            ///< "https://192.168.1.20:6443"
  Json config = Json::object();  ///< KubeProxyConfiguration, settled
  bool config_generated = true;  ///< the user wrote none; an upgrade may then make it anew
  std::vector<EnvVar> env;       ///< proxy variables handed on
};

/// Throw Error (exit usage) for a service range without a tenth address or an unknown minor.
CoreDnsPlan plan_coredns(const Config& settled, const Surroundings& around);
ProxyPlan plan_proxy(const Config& settled, const Surroundings& around);

}  // namespace kcluster
