#include "kube/eviction.h"

#include "kube/refusal.h"

namespace kcluster {
namespace {

constexpr int gone = 404, budget_stands_against_it = 429;

/// Of the Status: "The disruption budget web needs 2 healthy pods and has 1 currently"; "" when it
/// speaks of no budget (an overloaded server answers 429 as well).
std::string budget_words(const Response& response) {
  const auto status = Json::parse(response.body, nullptr, false);
  const Json::json_pointer causes("/details/causes");
  if (!status.is_object() || !status.contains(causes) || !status.at(causes).is_array()) return {};
  for (const auto& cause : status.at(causes))
    if (cause.is_object() && cause.value("reason", Json()) == "DisruptionBudget" &&
        cause.value("message", Json()).is_string())
      return cause.at("message").get<std::string>();
  return {};
}

}  // namespace

std::optional<std::string> evict(const Json& pod, Client& api) {
  const auto& meta = pod.at("metadata");
  const Json eviction = {
      {"apiVersion", "policy/v1"},
      {"kind", "Eviction"},
      {"metadata", {{"name", meta.at("name")}, {"namespace", meta.at("namespace")}}}};
  const Json typed = {{"apiVersion", "v1"}, {"kind", "Pod"}, {"metadata", meta}};
  const auto response = api.post(api.path_of(typed) + "/eviction", eviction);
  if (response.ok() || response.status == gone) return std::nullopt;
  const auto words = response.status == budget_stands_against_it ? budget_words(response) : "";
  if (words.empty()) refuse(response, "evict " + api.path_of(typed));
  return words;
}

}  // namespace kcluster
