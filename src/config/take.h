#pragma once
#include <string>
#include <vector>

#include "base/json.h"
#include "config/duration.h"
#include "config/types.h"

/// Readers of one key each, for decoding what check() has already judged: a key that is missing,
/// null, empty where kubeadm's default would step in, or of another type leaves the target alone.
namespace kcluster::take {

inline const Json& child(const Json& object, const char* key) {
  static const Json nothing;
  if (!object.is_object()) return nothing;
  const auto found = object.find(key);
  return found == object.end() ? nothing : *found;
}

/// The mappings in a list.
inline std::vector<Json> objects(const Json& object, const char* key) {
  std::vector<Json> found;
  const Json& value = child(object, key);
  if (!value.is_array()) return found;
  for (const auto& item : value)
    if (item.is_object()) found.push_back(item);
  return found;
}

inline void text(const Json& object, const char* key, std::string& target) {
  const Json& value = child(object, key);
  if (value.is_string() && !value.get_ref<const std::string&>().empty())
    target = value.get<std::string>();
}

inline void boolean(const Json& object, const char* key, bool& target) {
  const Json& value = child(object, key);
  if (value.is_boolean()) target = value.get<bool>();
}

inline void duration(const Json& object, const char* key, Duration& target) {
  const Json& value = child(object, key);
  if (!value.is_string()) return;
  target = parse_duration(value.get_ref<const std::string&>()).value_or(target);
}

inline void texts(const Json& object, const char* key, std::vector<std::string>& target) {
  const Json& value = child(object, key);
  if (!value.is_array() || value.empty()) return;
  target.clear();
  for (const auto& item : value)
    if (item.is_string()) target.push_back(item.get<std::string>());
}

inline void args(const Json& object, const char* key, std::vector<Arg>& target) {
  for (const auto& item : objects(object, key)) {
    Arg arg;
    text(item, "name", arg.name);
    text(item, "value", arg.value);
    target.push_back(std::move(arg));
  }
}

}  // namespace kcluster::take
