#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "status/cluster_status.h"

namespace kcluster {

/// This node's components by their own health endpoints, all at once: those whose manifest is here,
/// and the kubelet if it is configured.
std::vector<ComponentStatus> own_components(const StatusEyes& eyes, const std::string& node);

/// A static pod of a control plane as its kubelet mirrors it.
struct MirrorPod {
  std::string node, component;
  bool ready = false;
  std::string why;      ///< it is not
  std::string address;  ///< of an API server: HOST:PORT where it says to be reached
};
/// Of the pods labelled tier=control-plane.
std::vector<MirrorPod> mirror_pods(const Json& pod_list);

/// Who holds a component's Lease at that time: the node's name, "" when nobody does.
std::string lease_holder(const Json& lease, Time now);

/// Those of other nodes: API servers are asked, all at once; the others are judged by their pods.
/// etcd is left out: its members are asked elsewhere.
std::vector<ComponentStatus> other_components(const StatusEyes& eyes, const std::string& own_node,
                                              const std::vector<MirrorPod>& pods);

}  // namespace kcluster
