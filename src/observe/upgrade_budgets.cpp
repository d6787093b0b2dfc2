#include <cctype>

#include "base/json_in.h"
#include "base/text.h"
#include "observe/upgrade_parts.h"

namespace kcluster {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const unsigned char c : text)
    out += std::isalnum(c) || c == '-' || c == '_' || c == '.' || c == '~'
               ? std::string(1, static_cast<char>(c))
               : "%" + hex(std::string(1, static_cast<char>(c)));
  return out;
}

std::vector<std::string> texts(const Json& list) {
  std::vector<std::string> out;
  for (const auto& each : list)
    if (each.is_string()) out.push_back(each.get<std::string>());
  return out;
}

/// "tier in (a,b)", "!legacy"; "": no known operator.
std::string requirement(const Json& expression) {
  const auto key = string_in(expression, "/key"), how = string_in(expression, "/operator");
  const auto values = "(" + join(texts(list_in(expression, "/values")), ",") + ")";
  if (how == "In") return key + " in " + values;
  if (how == "NotIn") return key + " notin " + values;
  if (how == "Exists") return key;
  return how == "DoesNotExist" ? "!" + key : "";
}

bool holds_all(const Json& budget) {
  const auto& allowed = value_in(budget, "/status/disruptionsAllowed");
  const auto& pods = value_in(budget, "/status/expectedPods");
  return allowed.is_number_integer() && allowed == 0 && pods.is_number_integer() && pods != 0;
}

/// Those that run; the others a budget lets go.
std::vector<std::string> running(const Json& pods) {
  std::vector<std::string> out;
  for (const auto& pod : list_in(pods, "/items")) {
    const auto node = string_in(pod, "/spec/nodeName");
    const auto phase = string_in(pod, "/status/phase");
    if (!node.empty() && phase != "Succeeded" && phase != "Failed")
      out.push_back(node + "/" + string_in(pod, "/metadata/name"));
  }
  return out;
}

}  // namespace

std::string selector_query(const Json& selector) {
  std::vector<std::string> parts;
  const auto& labels = value_in(selector, "/matchLabels");
  if (labels.is_object())
    for (const auto& [key, value] : labels.items())
      if (value.is_string()) parts.push_back(key + "=" + value.get<std::string>());
  for (const auto& expression : list_in(selector, "/matchExpressions"))
    if (auto part = requirement(expression); !part.empty()) parts.push_back(std::move(part));
  return escaped(join(parts, ","));
}

std::vector<SeenBudget> blocking_budgets(const Client& api) {
  std::vector<SeenBudget> out;
  const auto list = api.get("/apis/policy/v1/poddisruptionbudgets").value_or(Json::object());
  for (const auto& budget : list_in(list, "/items")) {
    const auto& selector = value_in(budget, "/spec/selector");
    if (!holds_all(budget) || !selector.is_object()) continue;  // without one it selects nothing
    SeenBudget seen{
        string_in(budget, "/metadata/namespace"), string_in(budget, "/metadata/name"), {}};
    const auto query = selector_query(selector);
    const auto pods = api.get("/api/v1/namespaces/" + seen.space + "/pods" +
                              (query.empty() ? "" : "?labelSelector=" + query));
    seen.pods = running(pods.value_or(Json::object()));
    if (!seen.pods.empty()) out.push_back(std::move(seen));
  }
  return out;
}

}  // namespace kcluster
