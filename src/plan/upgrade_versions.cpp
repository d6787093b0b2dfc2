#include "plan/upgrade_versions.h"

#include <fmt/format.h>

#include <algorithm>

namespace kcluster {
namespace {

std::string description(const Version& cluster, const Version& target) {
  if (target.pre.starts_with("rc")) return "release candidate version";
  if (!target.pre.empty()) return "experimental version";
  if (target.minor == cluster.minor)
    return fmt::format("version in the v{}.{} series", target.major, target.minor);
  return "stable version";
}

std::optional<Version> api_server_image(const std::string& image) {
  const std::string_view name = "/kube-apiserver:";
  const auto at = image.rfind(name);
  return at == image.npos ? std::nullopt : Version::parse(image.substr(at + name.size()));
}

/// Newest of a minor among the images at hand that is newer than what runs.
std::optional<Version> newest_at_hand(std::span<const std::string> images, const Version& than,
                                      unsigned minor, AllowedPreReleases allowed) {
  std::optional<Version> best;
  for (const auto& image : images) {
    const auto version = api_server_image(image);
    if (!version || version->minor != minor || !(than < *version)) continue;
    if (allows(allowed, *version) && find_minor(*version) && (!best || *best < *version))
      best = version;
  }
  return best;
}

bool all_run(const SeenVersions& seen, const Version& target) {
  for (const auto* list : {&seen.apiservers, &seen.controller_managers, &seen.schedulers})
    for (const auto& each : *list)
      if (each.version != target.text()) return false;
  return seen.configured == target.text();
}

void add_rows(const char* name, const std::vector<NodeVersion>& list, const std::string& target,
              std::vector<ComponentUpgrade>& rows) {
  auto sorted = list;  // by version, as kubeadm lists them, then in the nodes' own order
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.version < b.version; });
  for (const auto& each : sorted) rows.push_back({name, each.node, each.version, target});
}

bool kubelets_due(const std::vector<NodeVersion>& kubelets, const std::string& target) {
  return std::any_of(kubelets.begin(), kubelets.end(),
                     [&](const auto& each) { return each.version != target; });
}

}  // namespace

std::optional<Version> tag_version(const std::string& tag) {
  auto version = Version::parse(tag);
  const auto digits = [](const std::string& text) {
    return text.find_first_not_of("0123456789") == text.npos;
  };
  if (version && digits(version->pre)) version->pre.clear();  // an image's own revision: "3.6.6-0"
  return version;
}

std::optional<Version> cluster_version(const SeenVersions& seen) {
  std::optional<Version> newest;
  for (const auto& each : seen.apiservers)
    if (const auto version = tag_version(each.version); version && (!newest || *newest < *version))
      newest = version;
  return newest;
}

std::string target_etcd(const ClusterConfiguration& configuration, const Version& target) {
  if (!configuration.local_etcd.image_tag.empty()) return configuration.local_etcd.image_tag;
  const auto* known = find_minor(target);
  return known ? std::string(known->etcd) : std::string();
}

std::string target_coredns(const ClusterConfiguration& configuration, const Version& target) {
  if (configuration.dns.disabled) return {};
  if (!configuration.dns.image_tag.empty()) return configuration.dns.image_tag;
  const auto* known = find_minor(target);
  return known ? std::string(known->coredns) : std::string();
}

std::vector<PossibleUpgrade> possible_upgrades(const SeenVersions& seen,
                                               std::span<const std::string> images,
                                               const std::optional<Version>& wanted,
                                               AllowedPreReleases allowed) {
  const auto cluster = cluster_version(seen);
  if (!cluster) return {};
  if (wanted) {
    if (all_run(seen, *wanted)) return {};
    return {{*wanted, description(*cluster, *wanted)}};
  }
  std::vector<PossibleUpgrade> out;
  for (const auto minor : {cluster->minor, cluster->minor + 1})
    if (const auto found = newest_at_hand(images, *cluster, minor, allowed))
      out.push_back({*found, description(*cluster, *found)});
  return out;
}

std::vector<ComponentUpgrade> component_upgrades(const SeenVersions& seen,
                                                 const ClusterConfiguration& configuration,
                                                 const Version& target, EtcdUpgrade etcd) {
  const auto text = target.text();
  std::vector<ComponentUpgrade> rows;
  if (kubelets_due(seen.kubelets, text)) add_rows("kubelet", seen.kubelets, text, rows);
  add_rows("kube-apiserver", seen.apiservers, text, rows);
  add_rows("kube-controller-manager", seen.controller_managers, text, rows);
  add_rows("kube-scheduler", seen.schedulers, text, rows);
  if (!configuration.proxy.disabled) rows.push_back({"kube-proxy", "", seen.kube_proxy, text});
  const auto dns = target_coredns(configuration, target);
  if (!dns.empty() || !seen.coredns.empty()) rows.push_back({"CoreDNS", "", seen.coredns, dns});
  if (etcd == EtcdUpgrade::wanted)
    add_rows("etcd", seen.etcd, target_etcd(configuration, target), rows);
  return rows;
}

}  // namespace kcluster
