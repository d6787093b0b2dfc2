#pragma once
#include <string>
#include <vector>

#include "base/finding.h"
#include "base/pod_route.h"
#include "config/types.h"

/// The bridge network: each node's pods on a bridge of its own, routes between the nodes.
namespace kcluster {

/// How this node takes part.
struct BridgePlan {
  std::string node;                          ///< its name
  std::string program;                       ///< path of kcluster, for the service that keeps up
  Duration limit = std::chrono::minutes(1);  ///< for the cluster to give the node its range
};

/// A node as the API describes it.
struct BridgeNode {
  std::string name;
  std::vector<Cidr> pods;     ///< its ranges, one a family
  std::vector<Ip> addresses;  ///< its InternalIPs
};

/// A row of this node's routing tables.
struct SeenRoute {
  Cidr to;
  Ip gateway;           ///< unspecified: on the link itself
  bool nearby = false;  ///< through an interface that has one of this node's InternalIPs
};

/// What there is before anything is decided.
struct BridgeSeen {
  std::string node;               ///< this one
  std::vector<Cidr> cluster;      ///< the ranges all pods come from
  std::vector<BridgeNode> nodes;  ///< all, oldest first
  std::vector<SeenRoute> table;
  std::vector<PodRoute> routes;  ///< those in the table that kcluster set
};

struct NodeRoute {
  std::string node;
  PodRoute route;
};

/// What this node needs.
struct BridgeWork {
  std::vector<Cidr> pods;         ///< of its own pods
  std::vector<NodeRoute> routes;  ///< all that shall be there
  std::vector<PodRoute> set, remove;
  std::vector<Masquerade> masquerades;
  std::vector<Finding> findings;  ///< warnings: nodes that cannot be reached, and why
};

/// Pure. A kubelet writes its own Node, so a node's word is checked: a range must lie within the
/// cluster's and share no address with that of an older node, an address must be on this node's
/// segment. What leaves the cluster's ranges is masqueraded, pods see each other's own addresses:
/// the bridge plugin's own ipMasq would hide them from pods of other nodes, and without any nobody
/// beyond the nodes could answer. Throws Error when this node is unknown or has no range of the
/// cluster's.
BridgeWork plan_bridge(const BridgeSeen& seen);

}  // namespace kcluster
