#include "observe/endpoint_node.h"

#include "base/error.h"
#include "base/yaml.h"
#include "config/syntax.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "kubernetes/ports.h"

namespace kcluster {
namespace {

std::string needed(const std::vector<std::string>& command, const char* flag,
                   const std::string& path) {
  if (auto value = flag_value(command, flag)) return *value;
  throw Error(path + " does not say --" + flag, "make it again: kcluster init phase control-plane");
}

SeenEndpointNode control_plane(const std::string& text, const std::string& path) {
  const auto pod = one_mapping(text, path);
  const auto command = pod ? pod_command(*pod, "kube-apiserver") : std::nullopt;
  if (!command)
    throw Error(path + " has no container kube-apiserver",
                "make it again: kcluster init phase control-plane apiserver");
  SeenEndpointNode node;
  node.control_plane = true;
  const HostPort local{
      needed(*command, "advertise-address", path),
      flag_value(*command, "secure-port").value_or(std::to_string(ports::apiserver))};
  node.local_url = "https://" + local.text();
  node.certificate = needed(*command, "tls-cert-file", path);
  node.key = needed(*command, "tls-private-key-file", path);
  node.authority = needed(*command, "client-ca-file", path);
  return node;
}

}  // namespace

SeenEndpointNode observe_endpoint_node(const Files& files) {
  const auto path = std::string(paths::manifests) + "/kube-apiserver.yaml";
  if (const auto manifest = files.read(path)) return control_plane(*manifest, path);
  if (files.look(paths::kubelet_conf)) return {};
  throw Error(
      "this node is in no cluster: there is neither " + path + " nor " + paths::kubelet_conf,
      "run this command on the control plane, then on each worker");
}

}  // namespace kcluster
