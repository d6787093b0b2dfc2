#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kcluster {

/// encryptionAlgorithm of the configuration: how keys are made.
enum class Algorithm { rsa_2048, rsa_3072, rsa_4096, ecdsa_p256, ecdsa_p384 };

/// "RSA-2048", "RSA-3072", "RSA-4096", "ECDSA-P256", "ECDSA-P384"; nullopt for anything else.
std::optional<Algorithm> parse_algorithm(std::string_view name);

/// Whom a certificate names (kube/objects.h has the subjects of role bindings).
struct CertificateSubject {
  std::string common_name;
  std::vector<std::string> organizations;
  bool operator==(const CertificateSubject&) const = default;
};

/// Subject alternative names: where a server may be reached.
struct Sans {
  std::vector<std::string> dns;  ///< may begin with "*."
  std::vector<std::string> ips;  ///< textual IPv4 and IPv6 addresses
  bool empty() const { return dns.empty() && ips.empty(); }
  bool operator==(const Sans&) const = default;
};

/// The names sorted and each once, the addresses canonical and each once in their order, as kubeadm
/// puts them into certificates. Throws Error for an address that is none.
Sans tidy(const Sans& sans);

/// Those of `wanted` that `have` does not cover; names compare without case, "*." covers one label.
std::vector<std::string> missing_sans(const Sans& have, const Sans& wanted);

/// Extended key usage.
enum class Usage { server_auth, client_auth };

}  // namespace kcluster
