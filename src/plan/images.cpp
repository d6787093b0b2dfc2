#include "plan/images.h"

#include <cctype>

#include "base/error.h"
#include "kubernetes/versions.h"

namespace kcluster {
namespace {

constexpr std::string_view kDefaultRepository = "registry.k8s.io";

const MinorVersions& companions(const std::string& kubernetes) {
  const auto version = Version::parse(kubernetes);
  if (const auto* found = version ? find_minor(*version) : nullptr) return *found;
  const auto known = known_minors();
  throw Error("Kubernetes version \"" + kubernetes + "\" is not one that kcluster knows",
              "use a version from v1." + std::to_string(known.front().minor) + " to v1." +
                  std::to_string(known.back().minor) + " as kubernetesVersion",
              Exit::usage);
}

// Build data ("+…") is legal in a version but not in an image tag.
std::string tag(std::string text) {
  for (char& c : text)
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '-' && c != '_' && c != '.') c = '_';
  return text;
}

std::string either(const std::string& first, std::string_view second) {
  return first.empty() ? std::string(second) : first;
}

}  // namespace

std::string kubernetes_image(const ClusterConfiguration& cluster, std::string_view component) {
  return cluster.image_repository + "/" + std::string(component) + ":" +
         tag(cluster.kubernetes_version);
}

// In the default registry the image lies one level deeper than in a mirror.
std::string coredns_image(const ClusterConfiguration& cluster) {
  std::string repository = either(cluster.dns.image_repository, cluster.image_repository);
  if (repository == kDefaultRepository) repository += "/coredns";
  const std::string version = cluster.dns.image_tag.empty()
                                  ? std::string(companions(cluster.kubernetes_version).coredns)
                                  : cluster.dns.image_tag;
  return repository + "/coredns:" + version;
}

std::string etcd_image(const ClusterConfiguration& cluster) {
  const auto& etcd = cluster.local_etcd;
  const std::string version = etcd.image_tag.empty()
                                  ? std::string(companions(cluster.kubernetes_version).etcd)
                                  : etcd.image_tag;
  return either(etcd.image_repository, cluster.image_repository) + "/etcd:" + version;
}

std::string pause_image(const ClusterConfiguration& cluster) {
  return cluster.image_repository +
         "/pause:" + std::string(companions(cluster.kubernetes_version).pause);
}

std::vector<std::string> worker_images(const Config& settled) {
  const auto& cluster = settled.cluster;
  std::vector<std::string> out;
  if (!cluster.proxy.disabled) out.push_back(kubernetes_image(cluster, "kube-proxy"));
  if (!cluster.dns.disabled) out.push_back(coredns_image(cluster));
  out.push_back(pause_image(cluster));
  return out;
}

std::vector<std::string> images(const Config& settled) {
  const auto& cluster = settled.cluster;
  std::vector<std::string> out;
  for (const char* name : {"kube-apiserver", "kube-controller-manager", "kube-scheduler"})
    out.push_back(kubernetes_image(cluster, name));
  const auto everywhere = worker_images(settled);
  out.insert(out.end(), everywhere.begin(), everywhere.end());
  if (!cluster.external_etcd) out.push_back(etcd_image(cluster));
  return out;
}

}  // namespace kcluster
