#include "kube/kubelet_access.h"

#include "base/error.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "pki/certificate.h"

namespace kcluster {
namespace {

constexpr std::string_view kUser = "system:node:";

}  // namespace

KubeletAccess kubelet_access(const Files& files) {
  const std::string path = paths::kubelet_conf;
  if (!files.look(path))
    throw Error("this node is in no cluster: there is no " + path,
                "run kcluster init or kcluster join first");
  const auto config = read_kubeconfig(path, files);
  if (config.certificate.empty())
    throw Error(path + " names no client certificate",
                "wait until the kubelet has one (`journalctl -u kubelet`)");
  const auto leaf = Certificate::parse(config.certificate, path).front();
  const auto user = leaf.subject().common_name;
  if (!user.starts_with(kUser))
    throw Error("the certificate of " + path + " is for " + user + ", which is no node",
                "make the file again (kcluster init phase kubeconfig kubelet)");
  return {user.substr(kUser.size()), endpoint(config)};
}

}  // namespace kcluster
