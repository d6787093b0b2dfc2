#include "base/json_in.h"

#include <algorithm>

namespace kcluster {
namespace {

// contains() throws nothing, whatever stands on the way
const Json* find_in(const Json& root, const std::string& pointer) {
  const Json::json_pointer at(pointer);
  return root.contains(at) ? &root.at(at) : nullptr;
}

}  // namespace

std::string string_in(const Json& root, const std::string& pointer) {
  const Json* found = find_in(root, pointer);
  return found && found->is_string() ? found->get<std::string>() : std::string();
}

const Json& list_in(const Json& root, const std::string& pointer) {
  static const Json none = Json::array();
  const Json* found = find_in(root, pointer);
  return found && found->is_array() ? *found : none;
}

const Json& value_in(const Json& root, const std::string& pointer) {
  static const Json none;
  const Json* found = find_in(root, pointer);
  return found ? *found : none;
}

const Json* of_type(const Json& list, const std::string& type) {
  const auto found = std::find_if(
      list.begin(), list.end(), [&](const Json& item) { return string_in(item, "/type") == type; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace kcluster
