#include "observe/membership.h"

#include <charconv>

#include "base/yaml.h"
#include "kube/kubelet_access.h"
#include "kube/pod_command.h"
#include "observe/etcd.h"
#include "observe/node.h"

namespace kcluster {
namespace {

std::optional<std::vector<std::string>> server_command(const Files& files) {
  const auto place = manifest_place(files, "kube-apiserver");
  if (!place) return std::nullopt;
  const auto pod = one_mapping(files.read(*place).value_or(""), place->string());
  return pod ? pod_command(*pod, "kube-apiserver") : std::nullopt;
}

JoinControlPlane control_plane(const std::vector<std::string>& command) {
  JoinControlPlane out;
  out.local_api.advertise_address = flag_value(command, "advertise-address").value_or("");
  const auto port = flag_value(command, "secure-port").value_or("");
  std::from_chars(port.data(), port.data() + port.size(), out.local_api.bind_port);
  return out;
}

}  // namespace

JoinConfiguration observe_membership(const Files& files) {
  JoinConfiguration out;
  out.node.name = kubelet_access(files).node;
  out.node.cri_socket = kubelet_socket(files);
  if (const auto command = server_command(files)) out.control_plane = control_plane(*command);
  return out;
}

}  // namespace kcluster
