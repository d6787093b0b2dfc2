#include "observe/discovery.h"

#include "base/error.h"
#include "observe/cluster_info_fetch.h"

namespace kcluster {
namespace {

constexpr const char* kBootstrapUser = "tls-bootstrap-token-user";  // kubeadm's name

bool has_credentials(const Kubeconfig& config) {
  return config.token || (!config.certificate.empty() && config.key);
}

}  // namespace

Discovered discover(const JoinConfiguration& settled, const DiscoveryEyes& eyes) {
  const auto& wanted = settled.discovery;
  auto found = wanted.token ? discover_by_token(settled, eyes) : discover_by_file(settled, eyes);
  if (wanted.tls_bootstrap) {
    found.bootstrap.user = kBootstrapUser;
    found.bootstrap.token = wanted.tls_bootstrap->bearer();
    found.bootstrap.certificate.clear();
    found.bootstrap.key.reset();
  }
  if (has_credentials(found.bootstrap)) return found;
  throw Error(
      "nothing tells who speaks for this node: the discovery file names no user with a "
      "certificate or a token",
      "add --tls-bootstrap-token, or a user to the file", Exit::usage);
}

}  // namespace kcluster
