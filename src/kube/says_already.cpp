#include "kube/client.h"

namespace kcluster {
namespace {

bool empty(const Json& value) {
  return value.is_null() ||
         ((value.is_string() || value.is_array() || value.is_object()) &&
          (value.is_string() ? value.get_ref<const std::string&>().empty() : value.empty()));
}

bool covers(const Json& live, const Json& wanted);

bool covers_object(const Json& live, const Json& wanted) {
  for (const auto& [key, value] : wanted.items()) {
    const auto found = live.find(key);
    if (found == live.end() ? !empty(value) : !covers(*found, value)) return false;
  }
  return true;
}

bool covers_array(const Json& live, const Json& wanted) {
  if (live.size() != wanted.size()) return false;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (!covers(live[i], wanted[i])) return false;
  return true;
}

bool covers(const Json& live, const Json& wanted) {
  if (live.is_object() && wanted.is_object()) return covers_object(live, wanted);
  if (live.is_array() && wanted.is_array()) return covers_array(live, wanted);
  return live == wanted || (empty(live) && empty(wanted));
}

bool same_keys(const Json& live, const Json& wanted, const char* field) {
  return live.value(field, Json::object()).size() == wanted.value(field, Json::object()).size();
}

}  // namespace

bool says_already(const Json& live, const Json& wanted) {
  auto plain = wanted;  // what only the server decides
  plain.erase("status");
  plain["metadata"].erase("resourceVersion");
  return covers(live, plain) && same_keys(live, plain, "data") &&
         same_keys(live, plain, "binaryData");
}

}  // namespace kcluster
