#include "plan/go_form.h"

#include <algorithm>

#include "config/duration.h"
#include "kubernetes/quantity.h"

namespace kcluster {
namespace {

/// Fields that Go leaves out when they are false or zero; other booleans and numbers are pointers
/// there, so that the user's false and 0 are kept.
constexpr std::string_view kZeroLeftOut[] = {"port",
                                             "readOnlyPort",
                                             "serverTLSBootstrap",
                                             "registryBurst",
                                             "eventBurst",
                                             "runOnce",
                                             "enableContentionProfiling",
                                             "nodeLeaseDurationSeconds",
                                             "maxPods",
                                             "maxOpenFiles",
                                             "kubeAPIBurst",
                                             "evictionMaxPodGracePeriod",
                                             "podsPerCore",
                                             "protectKernelDefaults",
                                             "splitStream",
                                             "kernelMemcgNotification"};

/// Structs behind a pointer: given, but with nothing in them, they stay.
constexpr std::string_view kKeptEmpty[] = {"tracing", "userNamespaces"};

bool among(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void drop_nulls(Json& value) {
  for (auto it = value.begin(); value.is_object() && it != value.end();)
    it = it->is_null() ? value.erase(it) : std::next(it);
  if (value.is_structured())
    for (auto& item : value) drop_nulls(item);
}

Json quantity(const Json& value) {
  if (value.is_string()) return canonical_quantity(value.get_ref<const std::string&>());
  return value.is_number() ? Json(canonical_quantity(value.dump())) : value;
}

}  // namespace

void write_durations(Json& document, Fields fields) {
  for (const auto& field : fields) {
    const auto value = document.find(field.name);
    if (value == document.end()) continue;
    if (field.type == Type::object && value->is_object()) write_durations(*value, field.fields);
    if (field.type != Type::duration || !value->is_string()) continue;
    if (const auto duration = parse_duration(value->get_ref<const std::string&>()))
      *value = duration_text(*duration);
  }
}

void write_quantities(Json& document) {
  for (const char* place :
       {"/logging/options/text/infoBufferSize", "/logging/options/json/infoBufferSize"})
    if (const Json::json_pointer at(place); document.contains(at))
      document[at] = quantity(document[at]);
  const auto memory = document.find("reservedMemory");
  if (memory == document.end() || !memory->is_array()) return;
  for (auto& node : *memory)
    if (node.is_object() && node.contains("limits") && node["limits"].is_object())
      for (auto& limit : node["limits"]) limit = quantity(limit);
}

void drop_empty(Json& document, Fields fields) {
  for (const auto& field : fields) {
    const auto value = document.find(field.name);
    if (value == document.end()) continue;
    if (field.type == Type::object) {
      if (value->is_object()) drop_empty(*value, field.fields);
      continue;
    }
    if (field.type == Type::anything) drop_nulls(*value);
    const bool zero = *value == false || *value == 0;
    const bool empty = value->is_structured() && value->empty() && !among(kKeptEmpty, field.name);
    if (empty || (zero && among(kZeroLeftOut, field.name))) document.erase(value);
  }
}

void drop_empty_log_rules(Json& document) {
  auto& logging = document["logging"];
  if (const auto rules = logging.find("vmodule"); rules != logging.end() && rules->empty())
    logging.erase(rules);
}

}  // namespace kcluster
