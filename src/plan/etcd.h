#pragma once
#include <string>
#include <vector>

#include "plan/static_pod.h"

namespace kcluster {

/// A member of the cluster that an etcd is to join.
struct InitialMember {
  std::string name, peer_url;  ///< "cka-control", "https://192.168.1.20:2380"
};

/// The node's own etcd; local is false when the cluster uses an external one and the rest is empty.
struct EtcdPlan {
  bool local = true;
  StaticPodPlan pod;
  std::string data_dir;
  std::vector<PatchFile> patches;
};

/// Members empty: the first of a new cluster. Else those of the running cluster with this node
/// among them, in the cluster's order.
EtcdPlan plan_etcd(const Config& settled, const Surroundings& around,
                   std::span<const InitialMember> members = {});

/// "https://192.168.1.20:2379", where clients reach the etcd of that address.
std::string etcd_client_url(const std::string& address);
std::string etcd_peer_url(const std::string& address);

}  // namespace kcluster
