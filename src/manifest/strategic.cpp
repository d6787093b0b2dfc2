#include "manifest/strategic.h"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace kcluster {
namespace {

constexpr std::string_view kDirective = "$patch", kRetain = "$retainKeys";
constexpr std::string_view kDelete = "$deleteFromPrimitiveList/", kOrder = "$setElementOrder/";

// The patchMergeKey tags of core/v1 and apps/v1, as far as pods, deployments and daemon sets have
// them.
struct MergeKey {
  std::string_view list, key;
};
constexpr MergeKey kMergeKeys[] = {
    {"containers", "name"},
    {"initContainers", "name"},
    {"ephemeralContainers", "name"},
    {"volumes", "name"},
    {"imagePullSecrets", "name"},
    {"resourceClaims", "name"},
    {"schedulingGates", "name"},
    {"hostAliases", "ip"},
    {"topologySpreadConstraints", "topologyKey"},
    {"ports", "containerPort"},
    {"env", "name"},
    {"volumeMounts", "mountPath"},
    {"volumeDevices", "devicePath"},
    {"ownerReferences", "uid"},
    {"conditions", "type"},
    {"finalizers", ""},  // of scalars: a set
};

const MergeKey* merge_key(std::string_view list) {
  const auto* found = std::find_if(std::begin(kMergeKeys), std::end(kMergeKeys),
                                   [&](auto& row) { return row.list == list; });
  return found == std::end(kMergeKeys) ? nullptr : found;
}

Json merge_map(Json object, Json patch);

// What a new value leaves of itself: no nulls and no directives in maps, nothing that asks to be
// deleted.
bool settle(Json& value) {
  if (value.is_object() && value.contains(kDirective)) return false;
  if (value.is_object())
    for (auto it = value.begin(); it != value.end();)
      it = it->is_null() || it.key().starts_with('$') || !settle(*it) ? value.erase(it)
                                                                      : std::next(it);
  if (value.is_array())
    for (auto it = value.begin(); it != value.end();)
      it = settle(*it) ? std::next(it) : value.erase(it);
  return true;
}

Json key_of(const Json& element, std::string_view key, std::string_view list) {
  if (key.empty()) return element;
  const auto found = element.is_object() ? element.find(key) : element.end();
  if (!element.is_object() || found == element.end())
    throw std::invalid_argument("an element of " + std::string(list) + " lacks \"" +
                                std::string(key) + "\", by which the list is merged");
  return *found;
}

// An element that is new has nothing for directives to work on.
Json without_directives(Json element) {
  if (element.is_object())
    for (auto it = element.begin(); it != element.end();)
      it = it.key().starts_with("$") || it->is_null() ? element.erase(it) : std::next(it);
  if (element.is_array())
    for (auto it = element.begin(); it != element.end();)
      it = it->is_object() && it->contains(kDirective) ? element.erase(it) : std::next(it);
  if (element.is_structured())
    for (auto& child : element) child = without_directives(std::move(child));
  return element;
}

std::size_t index_of(const Json& list, const Json& wanted, const MergeKey& by) {
  std::size_t at = 0;
  while (at < list.size() && key_of(list[at], by.key, by.list) != wanted) ++at;
  return at;
}

// Deletions are carried out on the list; a replacement empties it. What is left in the patch is
// merged.
void apply_directives(Json& list, Json& patch, const MergeKey& by) {
  Json kept = Json::array();
  bool replace = false;
  for (auto& element : patch) {
    if (!element.is_object() || !element.contains(kDirective)) {
      kept.push_back(std::move(element));
    } else if (element[std::string(kDirective)] == "replace") {
      replace = true;
    } else if (element[std::string(kDirective)] == "delete") {
      const Json key = key_of(element, by.key, by.list);
      for (auto at = index_of(list, key, by); at < list.size(); at = index_of(list, key, by))
        list.erase(at);
    } else {
      throw std::invalid_argument("$patch in " + std::string(by.list) +
                                  " is neither \"delete\" nor \"replace\"");
    }
  }
  if (replace) list = Json::array();
  patch = std::move(kept);
}

// The elements that `order` names (a patch, or $setElementOrder) come in its order; the others keep
// their places before those that followed them in the list.
Json ordered(const Json& merged, const Json& order, const Json& before, const MergeKey& by) {
  Json others = Json::array(), patched = Json::array(), out = Json::array();
  for (const auto& element : order)
    if (const auto at = index_of(merged, key_of(element, by.key, by.list), by); at < merged.size())
      if (index_of(patched, key_of(element, by.key, by.list), by) == patched.size())
        patched.push_back(merged[at]);
  for (const auto& element : merged)
    if (index_of(patched, key_of(element, by.key, by.list), by) == patched.size())
      others.push_back(element);
  const auto rank = [&](const Json& e) { return index_of(before, key_of(e, by.key, by.list), by); };
  auto other = others.begin();
  for (auto& element : patched) {
    const auto here = rank(element);
    while (other != others.end() && here < before.size() && rank(*other) < here)
      out.push_back(*other++);
    out.push_back(element);
  }
  out.insert(out.end(), other, others.end());
  return out;
}

Json merge_list(Json list, Json patch, const MergeKey& by) {
  apply_directives(list, patch, by);
  Json merged = list;
  for (const auto& element : patch) {
    const auto at = index_of(merged, key_of(element, by.key, by.list), by);
    if (at == merged.size())
      merged.push_back(without_directives(element));
    else if (!by.key.empty())
      merged[at] = merge_map(merged[at], element);
  }
  return ordered(merged, patch, list, by);
}

void retain_keys(Json& object, Json& patch) {
  const auto keys = patch.find(kRetain);
  if (keys == patch.end()) return;
  const Json retained = *keys;
  patch.erase(keys);
  if (!retained.is_array()) throw std::invalid_argument("$retainKeys is not a list");
  const auto listed = [&](const std::string& key) {
    return std::find(retained.begin(), retained.end(), key) != retained.end();
  };
  for (const auto& [key, value] : patch.items())
    if (!value.is_null() && !key.starts_with("$") && !listed(key))
      throw std::invalid_argument("\"" + key + "\" is patched, but not in $retainKeys");
  for (auto it = object.begin(); it != object.end();)
    it = listed(it.key()) ? std::next(it) : object.erase(it);
}

void delete_scalars(Json& object, const std::string& key, const Json& values) {
  const auto list = object.find(key);
  if (list == object.end() || !list->is_array()) return;
  for (const auto& value : values)
    list->erase(std::remove(list->begin(), list->end(), value), list->end());
}

void merge_value(Json& object, const std::string& key, Json value) {
  const auto old = object.find(key);
  const MergeKey* by = merge_key(key);
  if (value.is_null()) {
    object.erase(key);
  } else if (old != object.end() && old->is_object() && value.is_object()) {
    *old = merge_map(*old, std::move(value));
  } else if (old != object.end() && old->is_array() && value.is_array() && by) {
    *old = merge_list(*old, std::move(value), *by);
  } else if (old != object.end() && old->is_array() && value.is_array()) {
    *old = std::move(value);
  } else if (settle(value)) {
    object[key] = std::move(value);
  } else {
    object.erase(key);
  }
}

// kubectl makes such patches; one whose elements are missing in its order, or stand in another, was
// changed by hand.
void check_order(const Json& order, const Json& patch, const MergeKey& by) {
  std::size_t at = 0;
  for (const auto& element : patch) {
    if (element.is_object() && element.contains(kDirective)) continue;
    const Json key = key_of(element, by.key, by.list);
    while (at < order.size() && key_of(order[at], by.key, by.list) != key) ++at;
    if (at == order.size())
      throw std::invalid_argument("$setElementOrder/" + std::string(by.list) +
                                  " does not name the patched elements in their order");
  }
}

void merge_in_order(Json& object, const std::string& list, const Json& order, const Json& patch) {
  const MergeKey* by = merge_key(list);
  if (!order.is_array()) throw std::invalid_argument("$setElementOrder/" + list + " is no list");
  const auto found = object.find(list);
  const Json before = found == object.end() ? Json::array() : *found;
  if (patch.is_array() && by) check_order(order, patch, *by);
  if (!patch.is_null()) merge_value(object, list, patch);
  const auto merged = object.find(list);
  if (by && merged != object.end() && merged->is_array() && before.is_array())
    *merged = ordered(*merged, order, before, *by);
}

Json merge_map(Json object, Json patch) {
  if (const auto directive = patch.find(kDirective); directive != patch.end()) {
    const Json what = *directive;
    patch.erase(directive);
    if (what == "replace") return patch;
    if (what == "delete") return Json::object();
    throw std::invalid_argument("$patch is neither \"delete\" nor \"replace\"");
  }
  retain_keys(object, patch);
  for (auto& [key, value] : patch.items()) {
    if (key.starts_with(kDelete)) {
      delete_scalars(object, key.substr(kDelete.size()), value);
    } else if (key.starts_with(kOrder)) {
      const auto list = key.substr(kOrder.size());
      merge_in_order(object, list, value, patch.value(list, Json()));
    } else if (!patch.contains(std::string(kOrder) + key)) {
      merge_value(object, key, value);
    }
  }
  return object;
}

}  // namespace

Json strategic_merge(Json object, Json patch) {
  return merge_map(std::move(object), std::move(patch));
}

}  // namespace kcluster
