#include "base/yaml.h"
#include "config/encode.h"
#include "config/join.h"
#include "config/schema.h"

namespace kcluster {
namespace {

constexpr const char* kExampleToken = "abcdef.0123456789abcdef";  // kubeadm's; never a real one

}  // namespace

std::string print_join_defaults() {
  const JoinConfiguration usual;
  return write_yaml({{"apiVersion", kCurrentApi},
                     {"kind", "JoinConfiguration"},
                     {"caCertPath", usual.ca_cert_path},
                     {"discovery",
                      {{"bootstrapToken",
                        {{"apiServerEndpoint", "kube-apiserver:6443"},
                         {"token", kExampleToken},
                         {"unsafeSkipCAVerification", true}}},
                       {"tlsBootstrapToken", kExampleToken}}},
                     {"nodeRegistration",
                      {{"name", "node"},
                       {"criSocket", "unix:///var/run/containerd/containerd.sock"},
                       {"imagePullPolicy", usual.node.image_pull_policy},
                       {"imagePullSerial", usual.node.image_pull_serial},
                       {"taints", nullptr}}},
                     {"timeouts", put::timeouts(usual.timeouts)}});
}

}  // namespace kcluster
