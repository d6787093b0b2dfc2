#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/json.h"
#include "plan/api_names.h"

namespace kcluster {

inline constexpr const char* kubelet_serving = "kubernetes.io/kubelet-serving";

/// Nodes by name, as the API server keeps them.
using NodeObjects = std::map<std::string, Json>;

/// The node that a CertificateSigningRequest's maker has proved to be; "" when it is none.
std::string requesting_node(const Json& request);

/// Why a request for a kubelet's serving certificate is not to be approved, nullopt when it may be:
/// a node asks for itself, with its own subject, for names and addresses that its Node object has,
/// and that belong neither to another node nor, unless it is a control plane, to the API server.
/// All that is in the request, and the addresses that a node says it has, count as hostile. Pure.
std::optional<std::string> serving_fault(const Json& request, const NodeObjects& nodes,
                                         const ApiNames& api_server);

}  // namespace kcluster
