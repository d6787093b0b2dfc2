#include <fmt/format.h>

#include "base/text.h"
#include "config/rules.h"
#include "config/syntax.h"

namespace kcluster::rules {
namespace {

constexpr const char* kNewLine =
    "`kcluster token create --print-join-command` on a control plane prints it";

bool is_pin(std::string_view text) {
  constexpr std::string_view scheme = "sha256:";
  const auto digits = text.substr(std::min(text.size(), scheme.size()));
  return lower(text.substr(0, scheme.size())) == scheme && digits.size() == 64 &&
         digits.find_first_not_of("0123456789abcdefABCDEF") == digits.npos;
}

void pins(const TokenDiscovery& discovery, const std::string& path, Found& found) {
  const auto& hashes = discovery.ca_cert_hashes;
  for (std::size_t i = 0; i < hashes.size(); ++i)
    if (!is_pin(hashes[i]))
      found.error(indexed(path, i), fmt::format("\"{}\" is no hash of a public key", hashes[i]),
                  fmt::format("expected sha256: and 64 hexadecimal digits; {}", kNewLine));
  if (hashes.empty() && !discovery.unsafe_skip_ca_verification)
    found.error(
        path,
        "without a hash of the cluster's authority any holder of the token can play the cluster",
        fmt::format("{}; --discovery-token-unsafe-skip-ca-verification (unsafeSkipCAVerification) "
                    "goes without",
                    kNewLine));
}

void by_token(const TokenDiscovery& discovery, const std::string& path, Found& found) {
  if (!discovery.token.secret) found.error(path + ".token", "there is no token", kNewLine);
  const auto endpoint = parse_host_port(discovery.api_server_endpoint);
  if (!endpoint || endpoint->port.empty())
    found.error(path + ".apiServerEndpoint",
                fmt::format("\"{}\" is no address of an API server", discovery.api_server_endpoint),
                "write HOST:PORT, such as 192.168.1.20:6443");
  pins(discovery, path + ".caCertHashes", found);
}

void by_file(const std::string& file, const std::string& path, Found& found) {
  const auto scheme = file.find("://");
  if (scheme == file.npos || file.rfind("file://", 0) == 0) return;
  if (url_scheme(file) != "https")
    found.error(path, fmt::format("\"{}\" is neither a path nor an https URL", file),
                "write the path of a kubeconfig, or its https URL");
}

void discovery(const Discovery& discovery, Found& found) {
  const bool file = !discovery.file.empty(), token = discovery.token.has_value();
  if (file == token)
    found.error("discovery",
                file ? "both a token and a file tell where the cluster is"
                     : "nothing tells where the cluster is",
                fmt::format("give one of bootstrapToken and file; {}", kNewLine));
  if (token) by_token(*discovery.token, "discovery.bootstrapToken", found);
  if (file) by_file(discovery.file, "discovery.file.kubeConfigPath", found);
}

void authority_file(const std::string& path, Found& found) {
  absolute(path, "caCertPath", found);
  if (!path.ends_with(".crt"))
    found.error("caCertPath", fmt::format("\"{}\" does not end with .crt", path),
                "kubeadm wants it so: /etc/kubernetes/pki/ca.crt");
}

}  // namespace

void join(const JoinConfiguration& join, Found& found) {
  discovery(join.discovery, found);
  node(join.node, found);
  authority_file(join.ca_cert_path, found);
  if (join.control_plane) {
    address(join.control_plane->local_api, "controlPlane.localAPIEndpoint", found);
    certificate_key(join.control_plane->certificate_key, "controlPlane.certificateKey", found);
  }
  timeouts(join.timeouts, found);
}

}  // namespace kcluster::rules
