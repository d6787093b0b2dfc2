#include "plan/upgrade_removals.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "kubernetes/removals.h"

namespace kcluster {
namespace {

using Findings = std::vector<Finding>;
constexpr const char* kGates = "FeatureGates";

Finding error(const char* name, std::string what, std::string remedy) {
  return {Finding::Weight::error, name, "", std::move(what), std::move(remedy)};
}

/// `where` says whose gate it is and in which document.
void judge_gate(const std::string& where, const std::string& name, bool value, unsigned minor,
                Findings& out) {
  for (const auto& row : removed_gates())
    if (row.name == name && row.minor <= minor)
      out.push_back(
          error(kGates,
                fmt::format("{}: the feature gate {} is gone since v1.{}", where, name, row.minor),
                "take it away; what it guarded is settled"));
  for (const auto& row : locked_gates())
    if (row.name == name && row.minor <= minor && row.value != value)
      out.push_back(error(kGates,
                          fmt::format("{}: the feature gate {} is locked to {} since v1.{}", where,
                                      name, row.value, row.minor),
                          "take it away"));
}

/// "A=true,B=false", as the flag --feature-gates takes them.
void judge_gate_list(const std::string& where, const std::string& text, unsigned minor,
                     Findings& out) {
  for (const auto& part : split(text, ',')) {
    const auto equals = part.find('=');
    if (equals == part.npos) continue;
    const bool value = lower(trim(std::string_view(part).substr(equals + 1))) == "true";
    judge_gate(where, std::string(trim(std::string_view(part).substr(0, equals))), value, minor,
               out);
  }
}

/// A "featureGates" mapping of a component's configuration.
void judge_gate_map(const std::string& where, const Json& config, unsigned minor, Findings& out) {
  const auto gates = config.is_object() ? config.value("featureGates", Json()) : Json();
  if (!gates.is_object()) return;
  for (const auto& [name, value] : gates.items())
    if (value.is_boolean()) judge_gate(where, name, value.get<bool>(), minor, out);
}

void judge_flag(const std::string& where, std::string_view component, const std::string& flag,
                unsigned minor, Findings& out) {
  for (const auto& row : removed_flags())
    if (row.component == component && row.flag == flag && row.minor <= minor)
      out.push_back(error(
          "RemovedFlags",
          fmt::format("{}: {} has no flag --{} since v1.{}", where, component, flag, row.minor),
          std::string(row.remedy)));
}

void judge_arguments(const std::string& where, std::string_view component,
                     const std::vector<Arg>& arguments, unsigned minor, Findings& out) {
  for (const auto& [name, value] : arguments) {
    judge_flag(where, component, name, minor, out);
    if (name == "feature-gates") judge_gate_list(where, value, minor, out);
  }
}

/// KUBELET_KUBEADM_ARGS="--a=b --c=d": kubeadm writes each flag as one word.
std::vector<Arg> written_arguments(const std::string& environment) {
  std::vector<Arg> out;
  for (auto word : split(environment, ' ')) {
    const auto at = word.find("--");
    if (at == word.npos) continue;
    word = word.substr(at + 2);
    word.erase(word.find_last_not_of("\"'\n") + 1);
    const auto equals = word.find('=');
    out.push_back({word.substr(0, equals), equals == word.npos ? "" : word.substr(equals + 1)});
  }
  return out;
}

std::string api_name(const SeenDeprecatedUse& use) {
  return fmt::format("{}{}{} {}", use.group, use.group.empty() ? "" : "/", use.version,
                     use.resource);
}

/// The minor that no longer serves it: by our table, else as the API server itself said.
std::optional<unsigned> removed_in(const SeenDeprecatedUse& use) {
  for (const auto& row : removed_apis())
    if (row.group == use.group && row.version == use.version && row.resource == use.resource)
      return row.minor;
  const auto dot = use.removed_release.find('.');
  if (dot == use.removed_release.npos) return std::nullopt;
  unsigned minor = 0;
  const auto* end = use.removed_release.data() + use.removed_release.size();
  const auto read = std::from_chars(use.removed_release.data() + dot + 1, end, minor);
  return read.ec == std::errc{} && read.ptr == end ? std::optional(minor) : std::nullopt;
}

std::string by(const std::vector<std::string>& managers) {
  return managers.empty() ? "" : fmt::format(" (written by {})", join(managers, ", "));
}

Finding judge_use(const SeenDeprecatedUse& use, unsigned removed, const Version& target) {
  const bool gone = removed <= target.minor;
  const auto asked = fmt::format("clients ask for {}{}", api_name(use), by(use.managers));
  const auto what =
      gone ? fmt::format("{}, which v1.{} does not serve", asked, target.minor)
           : fmt::format("{}, which is deprecated and goes with v1.{}", asked, removed);
  return {gone ? Finding::Weight::error : Finding::Weight::warning, "DeprecatedAPIs", "", what,
          "let them use a newer version; the audit log's annotation k8s.io/deprecated names them"};
}

}  // namespace

std::vector<Finding> refused_arguments(const ConfiguredArguments& given, const Version& target) {
  Findings out;
  const auto minor = target.minor;
  const auto& cluster = given.cluster;
  judge_arguments("apiServer.extraArgs", "kube-apiserver", cluster.api_server.extra_args, minor,
                  out);
  judge_arguments("controllerManager.extraArgs", "kube-controller-manager",
                  cluster.controller_manager.extra_args, minor, out);
  judge_arguments("scheduler.extraArgs", "kube-scheduler", cluster.scheduler.extra_args, minor,
                  out);
  judge_arguments("kubeadm-flags.env", "kubelet", written_arguments(given.kubelet_arguments), minor,
                  out);
  judge_gate_map("KubeletConfiguration", given.kubelet, minor, out);
  judge_gate_map("KubeProxyConfiguration", given.proxy, minor, out);
  return out;
}

std::vector<Finding> deprecated_uses(const std::vector<SeenDeprecatedUse>& uses,
                                     const Version& target) {
  Findings out;
  for (const auto& use : uses)
    if (const auto removed = removed_in(use)) out.push_back(judge_use(use, *removed, target));
  return out;
}

std::vector<Finding> stale_definitions(const std::vector<SeenDefinition>& definitions) {
  Findings out;
  for (const auto& each : definitions) {
    std::vector<std::string> old;
    for (const auto& version : each.stored)
      if (version != each.storage) old.push_back(version);
    if (old.empty()) continue;
    out.push_back({Finding::Weight::warning, "StoredVersions", "",
                   fmt::format("{} may hold objects stored as {}, new ones are stored as {}",
                               each.name, join(old, ", "), each.storage),
                   "write its objects anew, then take the old versions out of "
                   "status.storedVersions, before its operator stops serving them"});
  }
  return out;
}

}  // namespace kcluster
