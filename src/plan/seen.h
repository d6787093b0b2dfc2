#pragma once
#include <optional>
#include <string>
#include <vector>

namespace kcluster {

/// What was found on this node before anything was decided. Absent is empty or nullopt; nothing here
/// judges. Made by observe/node.h.
struct Seen {
  std::string hostname;                     ///< as the kernel says it, not lowered
  std::string default_address;              ///< of the default route's interface, "" when there is none
  std::vector<std::string> addresses;       ///< every address of this host that is up, no loopback
  std::vector<std::string> cri_sockets;     ///< existing ones, "unix:///run/containerd/containerd.sock" …
  std::optional<std::string> kubelet_version;  ///< "v1.36.3", of the installed kubelet
  std::string runtime_cgroup_driver;        ///< from CRI; "" when not asked or not known
  bool systemd_resolved = false;            ///< active: /run/systemd/resolve/resolv.conf is the real one
  std::string program;                      ///< path of kcluster itself
  std::string kubelet_resolv_conf;          ///< what the kubelet should use; "" for its own default
};

}  // namespace kcluster
