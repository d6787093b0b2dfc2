#pragma once
#include <compare>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace kcluster {

/// A Kubernetes version, "v1.36.3" or "v1.37.0-rc.1"; ordered as SemVer orders, build data ignored.
struct Version {
  unsigned major = 0, minor = 0, patch = 0;
  std::string pre;  ///< "rc.1", empty for a release

  static std::optional<Version> parse(std::string_view text);  ///< leading v optional
  std::string text() const;                                    ///< with v
  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const = default;
};

/// What a Kubernetes minor is deployed with, as the kubeadm of that minor deploys it.
struct MinorVersions {
  unsigned minor;
  std::string_view etcd, coredns, pause;  ///< image tags
};

/// The minors this kcluster knows, oldest first.
std::span<const MinorVersions> known_minors();
const MinorVersions* find_minor(const Version& version);

}  // namespace kcluster
