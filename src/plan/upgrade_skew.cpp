#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "plan/upgrade_versions.h"

namespace kcluster {
namespace {

using Kind = VersionFault::Kind;
using Faults = std::vector<VersionFault>;

constexpr unsigned kKubeletLag = 3;  // minors, MaximumAllowedMinorVersionKubeletSkew
constexpr const char* kSkew = "VersionSkew";
constexpr const char* kKubeletSkew = "KubeletVersionSkew";
constexpr const char* kEtcdSkew = "EtcdVersionSkew";

VersionFault fault(Kind kind, const char* name, std::string what, std::string remedy) {
  return {kind, {Finding::Weight::error, name, "", std::move(what), std::move(remedy)}};
}

/// Those of the list that are versions, with their nodes.
struct Placed {
  std::string node;
  Version version;
};
std::vector<Placed> placed(const std::vector<NodeVersion>& list) {
  std::vector<Placed> out;
  for (const auto& each : list)
    if (const auto version = tag_version(each.version)) out.push_back({each.node, *version});
  return out;
}

bool older(const Placed& a, const Placed& b) { return a.version < b.version; }

std::string named(const std::vector<Placed>& list) {
  std::vector<std::string> words;
  for (const auto& each : list) words.push_back(each.node + " " + each.version.text());
  return join(words, ", ");
}

template <class Is>
std::vector<Placed> those(const std::vector<NodeVersion>& list, const Is& is) {
  auto all = placed(list);
  all.erase(std::remove_if(all.begin(), all.end(), [&](const auto& each) { return !is(each); }),
            all.end());
  return all;
}

// A pre-release may jump with --force, as kubeadm has it: nobody tests these paths.
Kind strictness(const Version& target) { return target.pre.empty() ? Kind::final : Kind::forcible; }

void judge_known(const Version& target, Faults& out) {
  if (find_minor(target)) return;
  const auto minors = known_minors();
  out.push_back(fault(
      strictness(target), kSkew,
      fmt::format("this kcluster does not know Kubernetes v{}.{}", target.major, target.minor),
      fmt::format("choose a version of v1.{} to v1.{}, or another kcluster", minors.front().minor,
                  minors.back().minor)));
}

void judge_servers(const std::vector<Placed>& servers, const Version& target, Faults& out) {
  const auto oldest = *std::min_element(servers.begin(), servers.end(), older);
  const auto newest = *std::max_element(servers.begin(), servers.end(), older);
  if (target < newest.version)
    out.push_back(
        fault(Kind::final, kSkew,
              fmt::format("{} is older than {}, which runs", target.text(), newest.version.text()),
              "an upgrade is taken back by `kcluster upgrade rollback` alone"));
  if (target.minor > oldest.version.minor + 1)
    out.push_back(fault(strictness(target), kSkew,
                        fmt::format("{} skips a minor: the API server of {} runs {}", target.text(),
                                    oldest.node, oldest.version.text()),
                        fmt::format("go to a version of v1.{} first", oldest.version.minor + 1)));
  if (newest.version.minor > oldest.version.minor + 1)
    out.push_back(
        fault(Kind::forcible, kSkew,
              fmt::format("API servers are more than one minor apart: {}", named(servers)),
              "finish the earlier upgrade on the older nodes first"));
}

void judge_pre_release(const Version& target, AllowedPreReleases allowed, Faults& out) {
  if (allows(allowed, target)) return;
  const bool candidate = target.pre.starts_with("rc");
  out.push_back(fault(Kind::forcible, kSkew, fmt::format("{} is a pre-release", target.text()),
                      candidate ? "allow it with --allow-release-candidate-upgrades"
                                : "allow it with --allow-experimental-upgrades"));
}

void judge_kubelets(const std::vector<NodeVersion>& kubelets, const Version& target, Faults& out) {
  const auto old = those(kubelets, [&](const Placed& each) {
    return target.minor > each.version.minor + kKubeletLag;
  });
  if (!old.empty())
    out.push_back(fault(Kind::forcible, kKubeletSkew,
                        fmt::format("kubelets would be more than {} minors behind {}: {}",
                                    kKubeletLag, target.text(), named(old)),
                        "upgrade these nodes first: `kcluster upgrade node`"));
  const auto newer =
      those(kubelets, [&](const Placed& each) { return each.version.minor > target.minor; });
  if (!newer.empty())
    out.push_back(fault(Kind::forcible, kKubeletSkew,
                        fmt::format("kubelets are newer than {}: {}", target.text(), named(newer)),
                        "install the kubelet of the control plane's version on them"));
}

/// Components that serve the API server may not be newer than the oldest of them afterwards.
void judge_followers(const char* name, const std::vector<NodeVersion>& list, const Version& target,
                     Faults& out) {
  const auto newer =
      those(list, [&](const Placed& each) { return each.version.minor > target.minor; });
  if (!newer.empty())
    out.push_back(fault(Kind::forcible, kSkew,
                        fmt::format("{} is newer than {}: {}", name, target.text(), named(newer)),
                        "go to their version instead"));
}

/// A member's version where it answers, else its image's.
std::vector<Placed> running_etcd(const SeenVersions& seen,
                                 const std::vector<SeenEtcdMember>& members) {
  std::vector<NodeVersion> asked;
  for (const auto& member : members)
    if (!member.version.empty()) asked.push_back({member.name, member.version});
  return placed(asked.empty() ? seen.etcd : asked);
}

}  // namespace

bool allows(AllowedPreReleases allowed, const Version& target) {
  const bool candidate = target.pre.starts_with("rc");
  return target.pre.empty() || allowed.all || (candidate && allowed.release_candidates);
}

std::vector<VersionFault> version_faults(const SeenVersions& seen, const Version& target,
                                         AllowedPreReleases allowed) {
  Faults out;
  judge_known(target, out);
  const auto servers = placed(seen.apiservers);
  if (servers.empty())
    out.push_back(fault(Kind::final, kSkew, "no API server's version is known",
                        "look at the control plane: kcluster status"));
  else
    judge_servers(servers, target, out);
  judge_pre_release(target, allowed, out);
  judge_kubelets(seen.kubelets, target, out);
  judge_followers("kube-controller-manager", seen.controller_managers, target, out);
  judge_followers("kube-scheduler", seen.schedulers, target, out);
  return out;
}

std::vector<VersionFault> etcd_faults(const SeenVersions& seen,
                                      const std::vector<SeenEtcdMember>& members,
                                      const std::string& tag) {
  Faults out;
  const auto target = tag_version(tag);
  const auto running = running_etcd(seen, members);
  if (!target || running.empty()) return out;
  const auto oldest = *std::min_element(running.begin(), running.end(), older);
  const auto newest = *std::max_element(running.begin(), running.end(), older);
  if (target->major == oldest.version.major && target->minor > oldest.version.minor + 1)
    out.push_back(fault(Kind::final, kEtcdSkew,
                        fmt::format("etcd {} skips a minor: that of {} runs {}", tag, oldest.node,
                                    oldest.version.text().substr(1)),
                        fmt::format("go to an etcd {}.{} first, by etcd.local.imageTag",
                                    oldest.version.major, oldest.version.minor + 1)));
  if (std::pair(target->major, target->minor) <
      std::pair(newest.version.major, newest.version.minor))
    out.push_back(
        fault(Kind::final, kEtcdSkew,
              fmt::format("etcd {} is a minor older than {}, which {} runs", tag,
                          newest.version.text().substr(1), newest.node),
              "set etcd.local.imageTag to the version that runs, or --etcd-upgrade=false"));
  return out;
}

std::vector<VersionFault> rollback_faults(const std::vector<NodeVersion>& kubelets,
                                          const Version& target) {
  const auto newer =
      those(kubelets, [&](const Placed& each) { return each.version.minor > target.minor; });
  if (newer.empty()) return {};
  return {fault(
      Kind::final, kKubeletSkew,
      fmt::format("kubelets would be newer than their API server {}: {}", target.text(),
                  named(newer)),
      fmt::format("install the kubelet of v{}.{} on them first", target.major, target.minor))};
}

void refuse_final(const Version& target, const std::vector<VersionFault>& faults) {
  Error refusal(fmt::format("the cluster cannot go to {}", target.text()),
                "see `kcluster upgrade plan` for what it can go to", Exit::usage);
  for (const auto& each : faults)
    if (each.kind == Kind::final) refusal.findings.push_back(each.finding);
  if (!refusal.findings.empty()) throw refusal;
}

}  // namespace kcluster
