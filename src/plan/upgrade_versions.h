#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/finding.h"
#include "config/types.h"
#include "kubernetes/versions.h"
#include "plan/seen_upgrade.h"

/// Which version a cluster can go to, by the versions that run: pure decisions, by kubeadm's policy
/// (cmd/kubeadm/app/phases/upgrade/policy.go) where it has one.
namespace kcluster {

/// Pre-releases that the user lets be targets.
struct AllowedPreReleases {
  bool all = false;                 ///< --allow-experimental-upgrades
  bool release_candidates = false;  ///< --allow-release-candidate-upgrades
};

bool allows(AllowedPreReleases allowed, const Version& target);

/// What is wrong with a target.
struct VersionFault {
  /// final: there is no way; forcible: --force passes over it, or --ignore-preflight-errors.
  enum class Kind { final, forcible };
  Kind kind = Kind::final;
  Finding finding;
};

/// The newest version of an API server, which is the cluster's; nullopt: none was seen, or it is no
/// version.
std::optional<Version> cluster_version(const SeenVersions& seen);

/// The etcd that a version is deployed with: the configured tag, or the known one. Empty: unknown.
std::string target_etcd(const ClusterConfiguration& configuration, const Version& target);
/// Likewise of CoreDNS; empty too where it is disabled.
std::string target_coredns(const ClusterConfiguration& configuration, const Version& target);

/// A program's version in an image's tag, "3.6.6-0" or "v1.35.4"; nullopt: it is none.
std::optional<Version> tag_version(const std::string& tag);

/// Why the cluster may not go there: not known, a minor skipped, a downgrade, control planes too
/// far apart, kubelets too old or newer than the target, a pre-release that was not allowed. The
/// version that runs already is no fault: what an interrupted upgrade left can be finished.
std::vector<VersionFault> version_faults(const SeenVersions& seen, const Version& target,
                                         AllowedPreReleases allowed);

/// Why etcd may not go there: more than one minor at a time, or back. `tag` as target_etcd() says
/// it; `members` are asked first, their images' tags count where they do not answer.
std::vector<VersionFault> etcd_faults(const SeenVersions& seen,
                                      const std::vector<SeenEtcdMember>& members,
                                      const std::string& tag);

/// Why an API server may not go back to that version while these kubelets run: none may be newer.
std::vector<VersionFault> rollback_faults(const std::vector<NodeVersion>& kubelets,
                                          const Version& target);

/// Throws Error (exit usage) with all final faults, if there are any.
void refuse_final(const Version& target, const std::vector<VersionFault>& faults);

/// A version the cluster can be brought to.
struct PossibleUpgrade {
  Version version;
  std::string description;  ///< kubeadm's: "version in the v1.36 series", "stable version" …
};

/// The wanted one, unless all runs it; else the newest of the cluster's own and of the next minor
/// whose API server's image is among those at hand.
std::vector<PossibleUpgrade> possible_upgrades(const SeenVersions& seen,
                                               std::span<const std::string> images,
                                               const std::optional<Version>& wanted,
                                               AllowedPreReleases allowed);

/// One row of kubeadm's table: what runs and what is to.
struct ComponentUpgrade {
  std::string name, node;  ///< node "": of the whole cluster
  std::string current, target;
};
enum class EtcdUpgrade { wanted, left };
/// In kubeadm's order: kubelets (unless all run the target), the control planes' components,
/// kube-proxy, CoreDNS, etcd.
std::vector<ComponentUpgrade> component_upgrades(const SeenVersions& seen,
                                                 const ClusterConfiguration& configuration,
                                                 const Version& target, EtcdUpgrade etcd);

}  // namespace kcluster
