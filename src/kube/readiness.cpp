#include "kube/readiness.h"

#include "base/json_in.h"

namespace kcluster {

Readiness readiness(const Json& object) {
  const auto* said = of_type(list_in(object, "/status/conditions"), "Ready");
  if (said == nullptr) return {};
  if (string_in(*said, "/status") == "True") return {true, {}};
  return {false, string_in(*said, "/message")};
}

std::optional<std::string> unready(const Json& object) {
  const auto [ready, why] = readiness(object);
  if (ready) return std::nullopt;
  return why.empty() ? "it is not ready" : "it is not ready: " + why;
}

}  // namespace kcluster
