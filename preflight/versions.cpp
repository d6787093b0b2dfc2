#include "kubernetes/versions.h"

#include <fmt/format.h>

#include "preflight/checks.h"

namespace kcluster {
namespace {

constexpr unsigned kOlder = 3;  // minors a kubelet may lag behind the API server

std::string install(const Version& version) {
  return fmt::format("`apt-get install -y kubelet='{}.{}.{}-*'` (from pkgs.k8s.io's v{}.{})",
                     version.major, version.minor, version.patch, version.major, version.minor);
}

std::string known() {
  std::string out;
  for (const auto& row : known_minors())
    out += fmt::format("{}v1.{}", out.empty() ? "" : ", ", row.minor);
  return out;
}

}  // namespace

Findings check_kubernetes_version(const CheckPlan& plan, const Look&) {
  const auto version = Version::parse(plan.kubernetes_version);
  if (version && find_minor(*version)) return {};
  return {error("KubernetesVersion",
                fmt::format("this kcluster does not know Kubernetes {}", plan.kubernetes_version),
                fmt::format("choose a version of {}, or another kcluster", known()))};
}

Findings check_kubelet_version(const CheckPlan& plan, const Look&) {
  const auto wanted = Version::parse(plan.kubernetes_version);
  const auto kubelet = plan.kubelet_version ? Version::parse(*plan.kubelet_version) : std::nullopt;
  const auto remedy = wanted ? install(*wanted) : "`apt-get install -y kubelet`";
  if (!kubelet) return {error("KubeletVersion", "no kubelet is installed on this node", remedy)};
  if (!wanted) return {};
  if (kubelet->major > wanted->major || kubelet->minor > wanted->minor)
    return {error("KubeletVersion",
                  fmt::format("the kubelet {} is newer than the control plane {}", kubelet->text(),
                              wanted->text()),
                  remedy)};
  if (kubelet->minor + kOlder >= wanted->minor) return {};
  return {error("KubeletVersion",
                fmt::format("the kubelet {} is more than {} minors older than the control plane {}",
                            kubelet->text(), kOlder, wanted->text()),
                remedy)};
}

}  // namespace kcluster
