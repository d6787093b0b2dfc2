#include "manifest/pod_form.h"

#include <algorithm>
#include <string_view>

#include "kubernetes/quantity.h"

namespace kcluster {
namespace {

// Fields that core/v1 leaves out when they are false, 0, "" or {}; what is a pointer there is
// written.
constexpr std::string_view kUnwritten[] = {"hostNetwork",
                                           "hostPID",
                                           "hostIPC",
                                           "readOnly",
                                           "stdin",
                                           "stdinOnce",
                                           "tty",
                                           "value",
                                           "labels",
                                           "annotations",
                                           "limits",
                                           "requests",
                                           "image",
                                           "subPath",
                                           "hostname",
                                           "nodeSelector",
                                           "nodeName",
                                           "initialDelaySeconds",
                                           "timeoutSeconds",
                                           "periodSeconds",
                                           "successThreshold",
                                           "failureThreshold",
                                           "hostPort"};
constexpr const char* kContainers[] = {"containers", "initContainers"};

bool blank(const Json& value) {
  return value == false || value == 0 || value == "" || (value.is_object() && value.empty());
}

bool unwritten(const std::string& key, const Json& value) {
  if (value.is_null()) return true;
  if (value.is_array() && value.empty()) return key != "containers";
  return blank(value) &&
         std::find(std::begin(kUnwritten), std::end(kUnwritten), key) != std::end(kUnwritten);
}

void drop_unwritten(Json& node) {
  if (node.is_structured())
    for (auto& child : node) drop_unwritten(child);
  if (node.is_object())
    for (auto it = node.begin(); it != node.end();)
      it = unwritten(it.key(), *it) ? node.erase(it) : std::next(it);
}

void write_amount(Json& amount) {
  if (amount.is_string())
    amount = canonical_quantity(amount.get<std::string>());
  else if (amount.is_number())
    amount = canonical_quantity(amount.dump());
}

// Wherever they stand: maps of amounts, a size limit, the unit that a container's own resources are
// shown in.
void write_amounts(Json& node) {
  if (node.is_structured())
    for (auto& child : node) write_amounts(child);
  if (!node.is_object()) return;
  for (const char* name : {"limits", "requests", "overhead"})
    if (const auto map = node.find(name); map != node.end() && map->is_object())
      for (auto& amount : *map) write_amount(amount);
  if (const auto reference = node.find("resourceFieldRef");
      reference != node.end() && reference->is_object() && !reference->contains("divisor"))
    (*reference)["divisor"] = "0";
  for (const char* name : {"sizeLimit", "divisor"})
    if (const auto amount = node.find(name); amount != node.end()) write_amount(*amount);
}

// What core/v1 says of fields, wherever in a pod they stand; `each` is of a list or map's elements.
struct FieldType {
  std::string_view field;
  Json::value_t type, each = Json::value_t::discarded;
};
constexpr auto kText = Json::value_t::string, kList = Json::value_t::array,
               kMap = Json::value_t::object;
constexpr FieldType kTypes[] = {
    {"metadata", kMap},
    {"spec", kMap},
    {"labels", kMap, kText},
    {"annotations", kMap, kText},
    {"nodeSelector", kMap, kText},
    {"containers", kList, kMap},
    {"initContainers", kList, kMap},
    {"volumes", kList, kMap},
    {"volumeMounts", kList, kMap},
    {"env", kList, kMap},
    {"ports", kList, kMap},
    {"tolerations", kList, kMap},
    {"hostAliases", kList, kMap},
    {"hostnames", kList, kText},
    {"command", kList, kText},
    {"args", kList, kText},
    {"finalizers", kList, kText},
    {"name", kText},
    {"namespace", kText},
    {"image", kText},
    {"value", kText},
    {"mountPath", kText},
    {"path", kText},
    {"key", kText},
    {"effect", kText},
    {"operator", kText},
    {"hostPath", kMap},
    {"emptyDir", kMap},
    {"resources", kMap},
    {"securityContext", kMap},
    {"livenessProbe", kMap},
    {"readinessProbe", kMap},
    {"startupProbe", kMap},
    {"httpGet", kMap},
    {"imagePullPolicy", kText},
    {"priorityClassName", kText},
    {"dnsPolicy", kText},
    {"restartPolicy", kText},
};

std::string should_be(const std::string& place, Json::value_t wanted, const Json& found) {
  const char* name = wanted == kText ? "text" : wanted == kList ? "a list" : "a map";
  return place + " should be " + name + ", but is of type " + found.type_name();
}

std::optional<std::string> type_fault(const std::string& place, std::string_view field,
                                      const Json& value) {
  const auto* row =
      std::find_if(std::begin(kTypes), std::end(kTypes), [&](auto& r) { return r.field == field; });
  if (row == std::end(kTypes)) return std::nullopt;
  if (value.type() != row->type) return should_be(place, row->type, value);
  if (row->each != Json::value_t::discarded)
    for (const auto& [key, element] : value.items())
      if (element.type() != row->each) return should_be(place + "/" + key, row->each, element);
  return std::nullopt;
}

std::optional<std::string> fault_below(const std::string& place, const Json& node) {
  if (!node.is_structured()) return std::nullopt;
  const bool fields =
      node.is_object() && !place.ends_with("labels") && !place.ends_with("annotations");
  for (const auto& [key, child] : node.items()) {
    const std::string here = place.empty() ? key : place + "/" + key;
    if (fields)
      if (auto fault = type_fault(here, key, child)) return fault;
    if (auto fault = fault_below(here, child)) return fault;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> pod_fault(const Json& pod) {
  if (!pod.is_object()) return should_be("the pod", kMap, pod);
  for (const char* needed : {"metadata", "spec"})
    if (!pod.contains(needed)) return std::string(needed) + " is missing";
  return fault_below("", pod);
}

Json pod_form(Json pod) {
  drop_unwritten(pod);
  const auto spec = pod.find("spec");
  if (spec == pod.end() || !spec->is_object()) return pod;
  write_amounts(*spec);
  for (const char* list : kContainers)
    if (const auto found = spec->find(list); found != spec->end() && found->is_array())
      for (auto& container : *found) {
        if (!container.is_object()) continue;
        Json& resources = container["resources"];
        if (!resources.is_object()) resources = Json::object();
      }
  return pod;
}

}  // namespace kcluster
