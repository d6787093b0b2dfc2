#include "report/drift.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"
#include "kubernetes/paths.h"
#include "report/diff.h"

namespace kcluster {
namespace {

constexpr std::size_t kContext = 3;
constexpr const char* kConfigured = "as configured";

Json parsed(const std::string& path, const std::string& text) {
  if (auto root = one_mapping(text, path)) return *std::move(root);
  throw Error(path + " is no YAML mapping", "mend it, or have it made again");
}

std::string name_of(const Json& each) {
  return each.is_object() && each.contains("name") && each["name"].is_string()
             ? each["name"].get<std::string>()
             : "";
}

void sort_by_name(Json& holder, const char* key) {
  if (!holder.contains(key) || !holder[key].is_array()) return;
  auto& list = holder[key];
  std::stable_sort(list.begin(), list.end(),
                   [](const Json& a, const Json& b) { return name_of(a) < name_of(b); });
}

bool is_ours(const OwnFile& file) {
  return file.path.starts_with(paths::hardening) || file.path == paths::encryption_config;
}

bool is_own(const Json& flag) {
  const auto text = flag.is_string() ? flag.get<std::string>() : std::string();
  return text.starts_with("--initial-cluster=") || text.starts_with("--initial-cluster-state=");
}

void settle_command(Json& command) {
  if (!command.is_array() || command.empty()) return;
  command.erase(std::remove_if(command.begin(), command.end(), is_own), command.end());
  std::sort(command.begin() + 1, command.end());
}

void forget_proxies(Json& container) {
  if (!container.contains("env") || !container["env"].is_array()) return;
  auto& env = container["env"];
  env.erase(
      std::remove_if(env.begin(), env.end(),
                     [](const Json& each) { return lower(name_of(each)).ends_with("_proxy"); }),
      env.end());
  if (env.empty()) container.erase("env");
}

void settle_container(Json& container) {
  if (!container.is_object()) return;
  if (container.contains("command")) settle_command(container["command"]);
  if (container.contains("startupProbe") && container["startupProbe"].is_object())
    container["startupProbe"].erase("failureThreshold");
  forget_proxies(container);
  sort_by_name(container, "env");
  sort_by_name(container, "volumeMounts");
}

Json settled(Json pod) {
  pod.erase("status");
  if (!pod.contains("spec") || !pod["spec"].is_object()) return pod;
  auto& spec = pod["spec"];
  sort_by_name(spec, "volumes");
  if (spec.contains("containers") && spec["containers"].is_array())
    for (auto& container : spec["containers"]) settle_container(container);
  return pod;
}

std::optional<Drift> drift_of(const std::string& kind, const std::string& path, const Json& wanted,
                              const Json& there) {
  if (wanted == there) return std::nullopt;
  const auto before = write_yaml(wanted), after = write_yaml(there);
  return Drift{kind, path, unified_diff({kConfigured, before}, {path, after}, kContext)};
}

Drift gone(const std::string& kind, const std::string& path) {
  return {kind, path, path + ": is not there\n"};
}

bool has(std::span<const std::string> all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::string flag_name(const std::string& flag) { return flag.substr(0, flag.find('=')); }

/// Of `all`, one a line, those that are not in `other`.
std::string lines_without(const std::string& path, std::span<const std::string> all,
                          std::span<const std::string> other, const char* words) {
  std::string lines;
  for (const auto& one : all)
    if (!has(other, one)) lines += fmt::format("{}: {} {}\n", path, words, one);
  return lines;
}

/// Of kubeadm-flags.env: KUBELET_KUBEADM_ARGS="--a=b --c=d".
std::vector<std::string> flags_in(const std::string& text) {
  const auto from = text.find('"'), to = text.rfind('"');
  if (from == std::string::npos || to <= from) return {};
  auto flags = split(std::string_view(text).substr(from + 1, to - from - 1), ' ');
  std::erase(flags, "");
  // what tainted a worker when it registered is the Node's business since
  std::erase_if(
      flags, [](const std::string& flag) { return flag_name(flag) == "--register-with-taints"; });
  return flags;
}

std::vector<std::string> all_of(const Sans& sans) {
  auto all = sans.dns;
  all.insert(all.end(), sans.ips.begin(), sans.ips.end());
  return all;
}

}  // namespace

std::optional<Drift> document_drift(const std::string& kind, const std::string& path,
                                    const Json& wanted, const std::optional<std::string>& text) {
  if (!text) return gone(kind, path);
  return drift_of(kind, path, wanted, parsed(path, *text));
}

std::optional<Drift> pod_drift(const std::string& path, const Json& wanted,
                               const std::optional<std::string>& text) {
  if (!text) return gone("manifest", path);
  return drift_of("manifest", path, settled(wanted), settled(parsed(path, *text)));
}

std::optional<Drift> flags_drift(const std::string& path, std::span<const std::string> wanted,
                                 const std::string& text, Beyond beyond) {
  const auto there = flags_in(text);
  auto lines = lines_without(path, wanted, there, "lacks");
  for (const auto& flag : there) {
    const bool other = std::any_of(wanted.begin(), wanted.end(), [&](const std::string& each) {
      return flag_name(each) == flag_name(flag);
    });
    if (!has(wanted, flag) && (other || beyond == Beyond::drift))
      lines += fmt::format("{}: has {}\n", path, flag);
  }
  if (lines.empty()) return std::nullopt;
  return Drift{"kubelet", path, lines};
}

std::optional<Drift> sans_drift(const std::string& path, const Sans& wanted, const Sans& there) {
  const auto right = all_of(tidy(wanted)), left = all_of(tidy(there));
  const auto lines = lines_without(path, right, left, "lacks the name") +
                     lines_without(path, left, right, "has the name, which is not configured,");
  if (lines.empty()) return std::nullopt;
  return Drift{"certificate", path, lines};
}

Result drift_result(std::span<const Drift> drifts) {
  Json list = Json::array();
  std::string words;
  for (const auto& each : drifts) {
    list.push_back({{"kind", each.kind}, {"subject", each.subject}, {"difference", each.text}});
    words += each.text;
  }
  if (words.empty()) words = "this node runs what the cluster's configuration says\n";
  return {"drifts", std::move(list), std::move(words)};
}

Result copies_result(std::span<const OwnFile> files, std::span<const std::string> missing) {
  Json list = Json::array();
  std::string words;
  for (const auto& file : files) {
    const bool here = !has(missing, file.path);
    list.push_back({{"path", file.path}, {"namedBy", file.named_by}, {"present", here}});
    words += fmt::format("     {} ({}){}\n", file.path, file.named_by,
                         here ? "" : ", which is not here either");
  }
  if (!words.empty())
    words =
        "a join brings none of these; copy them to a further control plane before it joins:\n\n" +
        words;
  if (std::any_of(files.begin(), files.end(), is_ours))
    words += fmt::format("\nkcluster join brings those in {} and {} itself\n", paths::hardening,
                         paths::encryption);
  return {"filesToCopy", std::move(list), std::move(words)};
}

}  // namespace kcluster
