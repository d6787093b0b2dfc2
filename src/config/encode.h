#pragma once
#include "base/json.h"
#include "config/types.h"

/// Writers of single keys as Go's encoder writes fields marked "omitempty": what is empty is left
/// out.
namespace kcluster::put {

inline void text(Json& object, const char* key, const std::string& value) {
  if (!value.empty()) object[key] = value;
}

inline void flag(Json& object, const char* key, bool value) {
  if (value) object[key] = true;
}

template <class List>
void list(Json& object, const char* key, const List& values) {
  if (!values.empty()) object[key] = values;
}

inline void args(Json& object, const char* key, const std::vector<Arg>& args) {
  for (const auto& arg : args) object[key].push_back({{"name", arg.name}, {"value", arg.value}});
}

inline void envs(Json& object, const std::vector<EnvVar>& envs) {
  for (const auto& env : envs) object["extraEnvs"].push_back(env.spec);
}

}  // namespace kcluster::put
