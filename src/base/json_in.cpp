#include "base/json_in.h"

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

}  // namespace kcluster
