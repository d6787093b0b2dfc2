#include <algorithm>
#include <map>
#include <set>

#include "base/json_in.h"
#include "base/text.h"
#include "kubernetes/removals.h"
#include "observe/upgrade_parts.h"

namespace kcluster {
namespace {

constexpr std::string_view kMetric = "apiserver_requested_deprecated_apis{";
constexpr std::size_t kMostManagers = 8;  // enough to know whom to ask

/// The labels of a sample, "group=\"\",version=\"v1\"…"; none of these values holds a quote.
std::map<std::string, std::string> labels_of(std::string_view text) {
  std::map<std::string, std::string> labels;
  for (const auto& part : split(text, ',')) {
    const auto quote = part.find("=\"");
    if (quote == part.npos || part.back() != '"' || part.size() < quote + 3) continue;
    labels[part.substr(0, quote)] = part.substr(quote + 2, part.size() - quote - 3);
  }
  return labels;
}

bool is_zero(std::string_view value) {
  return trim(value).find_first_not_of("0.") == std::string_view::npos;
}

/// Subresources of one resource are one use.
void add_use(std::map<std::string, std::string> labels, std::vector<SeenDeprecatedUse>& out) {
  SeenDeprecatedUse use{
      labels["group"], labels["version"], labels["resource"], labels["removed_release"], {}};
  if (use.version.empty() || use.resource.empty()) return;
  const auto same = std::any_of(out.begin(), out.end(), [&](const SeenDeprecatedUse& known) {
    return known.group == use.group && known.version == use.version &&
           known.resource == use.resource;
  });
  if (!same) out.push_back(std::move(use));
}

/// Who wrote fields of the listed objects through that version.
std::vector<std::string> managers_through(const Json& list, const std::string& api_version) {
  std::set<std::string> managers;
  for (const auto& item : list_in(list, "/items"))
    for (const auto& entry : list_in(item, "/metadata/managedFields"))
      if (string_in(entry, "/apiVersion") == api_version && managers.size() < kMostManagers)
        managers.insert(string_in(entry, "/manager"));
  return {managers.begin(), managers.end()};
}

std::optional<SeenDeprecatedUse> written_through(const Client& api, const RemovedApi& row) {
  const auto group = "/apis/" + std::string(row.group);
  const auto served = api.get(group);
  const auto preferred = served ? string_in(*served, "/preferredVersion/version") : "";
  if (preferred.empty() || preferred == row.version) return std::nullopt;
  const auto list = api.get(group + "/" + preferred + "/" + std::string(row.resource));
  if (!list) return std::nullopt;
  auto managers = managers_through(*list, std::string(row.group) + "/" + std::string(row.version));
  if (managers.empty()) return std::nullopt;
  return SeenDeprecatedUse{std::string(row.group), std::string(row.version),
                           std::string(row.resource), "1." + std::to_string(row.minor),
                           std::move(managers)};
}

SeenDefinition definition(const Json& item) {
  SeenDefinition seen;
  seen.name = string_in(item, "/metadata/name");
  for (const auto& version : list_in(item, "/status/storedVersions"))
    if (version.is_string()) seen.stored.push_back(version.get<std::string>());
  for (const auto& version : list_in(item, "/spec/versions")) {
    const auto name = string_in(version, "/name");
    if (value_in(version, "/served") == true) seen.served.push_back(name);
    if (value_in(version, "/storage") == true) seen.storage = name;
  }
  return seen;
}

}  // namespace

std::vector<SeenDeprecatedUse> deprecated_in_metrics(std::string_view metrics) {
  std::vector<SeenDeprecatedUse> out;
  for (auto at = metrics.find(kMetric); at != metrics.npos; at = metrics.find(kMetric, at)) {
    const auto end = std::min(metrics.find('\n', at), metrics.size());
    const auto line = metrics.substr(at + kMetric.size(), end - at - kMetric.size());
    const auto brace = line.rfind('}');
    if (brace != line.npos && !is_zero(line.substr(brace + 1)))
      add_use(labels_of(line.substr(0, brace)), out);
    at = end;
  }
  return out;
}

std::vector<SeenDeprecatedUse> written_through_removed(const Client& api, unsigned server_minor) {
  std::vector<SeenDeprecatedUse> out;
  for (const auto& row : removed_apis())
    if (row.minor == server_minor + 1)
      if (auto use = written_through(api, row)) out.push_back(std::move(*use));
  return out;
}

std::vector<SeenDefinition> custom_definitions(const Client& api) {
  std::vector<SeenDefinition> out;
  const auto list =
      api.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions").value_or(Json::object());
  for (const auto& item : list_in(list, "/items")) out.push_back(definition(item));
  return out;
}

}  // namespace kcluster
