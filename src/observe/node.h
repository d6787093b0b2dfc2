#pragma once
#include <functional>
#include <memory>
#include <string>

#include "cri/cri.h"
#include "host/files.h"
#include "host/system.h"
#include "plan/seen.h"

namespace kcluster {

using OpenCri = std::function<std::shared_ptr<Cri>(const std::string& socket)>;

/// What is there on this node; changes and judges nothing. The runtime is asked for its cgroup
/// driver at the wanted socket, or at the only one there is when none is wanted; no answer leaves
/// it empty.
Seen observe_node(const Files& files, const System& system, const OpenCri& cri,
                  const std::string& cri_socket_wanted);

/// Of the installed kubelet, "v1.36.3"; nullopt: there is none, or it says something else.
std::optional<std::string> kubelet_version(const System& system);

/// What a kubelet is to use for pods that take the node's DNS; "": its own default.
std::string preferred_resolv_conf(const System& system);

/// The runtimes' sockets that exist, of those kubeadm knows: "unix:///var/run/crio/crio.sock".
std::vector<std::string> cri_sockets(const Files& files);

/// The one of the runtime that the kubelet was told to use, else the first that exists; "": none.
std::string kubelet_socket(const Files& files);

/// The address kubeadm would choose: that of the interface of the first default route (IPv4 before
/// IPv6) that has a global one, or else of the loopback interface. "" when there is none.
std::string default_address(const Files& files, const Facts& facts);

}  // namespace kcluster
