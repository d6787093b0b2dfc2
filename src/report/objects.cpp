#include "report/objects.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/yaml.h"
#include "report/diff.h"

namespace kcluster {
namespace {

Json parsed(const std::string& text) { return Json::parse(text, nullptr, false); }

std::string field(const Json& object, const char* name) {
  return object.is_object() && object.contains(name) && object[name].is_string()
             ? object[name].get<std::string>()
             : "";
}

/// A change as it is shown.
struct Shown {
  std::string what;  // "create ServiceAccount"
  std::string name;  // "kube-system/coredns"
  std::string text;  // lines below the heading
};

std::string full_name(const Json& object) {
  const Json meta = object.is_object() ? object.value("metadata", Json::object()) : Json::object();
  const std::string space = field(meta, "namespace");
  return space.empty() ? field(meta, "name") : space + "/" + field(meta, "name");
}

/// Without what a server adds, which the pretended one of a dry run can only invent.
Json own(const std::string& text) {
  Json object = parsed(text);
  if (object.is_object() && object.contains("metadata") && object["metadata"].is_object())
    for (const char* key : {"creationTimestamp", "generation", "resourceVersion", "uid"})
      object["metadata"].erase(key);
  return object;
}

Shown shown(const Sent& sent) {
  const Json before = own(sent.before.value_or("null")), after = own(sent.after);
  const Json& object = sent.after.empty() ? before : after;
  const std::string kind = field(object, "kind");
  const char* verb = sent.after.empty() ? "delete " : sent.before ? "change " : "create ";
  if (sent.request.secrecy == Secrecy::secret || kind == "Secret")
    return {verb + kind, full_name(object),
            fmt::format("  (secret, {} bytes)\n", sent.after.size())};
  return {verb + kind, full_name(object),
          diff_lines(sent.before ? write_yaml(before) : "",
                     sent.after.empty() ? "" : write_yaml(after))};
}

// Several of a kind in a row may have been sent at once: which came first is chance.
void settle_order(std::vector<Shown>& all) {
  const auto by_name = [](const Shown& a, const Shown& b) { return a.name < b.name; };
  for (auto from = all.begin(); from != all.end();) {
    const auto to =
        std::find_if(from, all.end(), [&](auto& each) { return each.what != from->what; });
    std::stable_sort(from, to, by_name);
    from = to;
  }
}

/// Of `live` what `wanted` names too, lists of equal length item by item; data go as a whole.
Json named_in(const Json& live, const Json& wanted) {
  if (live.is_object() && wanted.is_object()) {
    Json out = Json::object();
    for (const auto& [key, value] : live.items())
      if (key == "data")
        out[key] = value;
      else if (wanted.contains(key))
        out[key] = named_in(value, wanted[key]);
    return out;
  }
  if (!live.is_array() || !wanted.is_array() || live.size() != wanted.size()) return live;
  Json out = Json::array();
  for (std::size_t i = 0; i < live.size(); ++i) out.push_back(named_in(live[i], wanted[i]));
  return out;
}

ObjectDiff object_diff(const Sent& sent, std::size_t lines) {
  const Json after = own(sent.after), before = own(sent.before.value_or("null"));
  const auto title = field(after, "kind") + " " + full_name(after);
  const auto old = sent.before ? write_yaml(named_in(before, after)) : "";
  return {title, unified_diff({title, old}, {"new object", write_yaml(after)}, lines)};
}

}  // namespace

std::vector<ObjectDiff> object_diffs(std::span<const Sent> sent, std::size_t lines) {
  std::vector<ObjectDiff> out;
  for (const auto& each : sent) {
    const bool secret = each.request.secrecy == Secrecy::secret;
    if (!each.changed || each.after.empty() || secret) continue;
    auto diff = object_diff(each, lines);
    if (!diff.title.starts_with("Secret ") && !diff.text.empty()) out.push_back(std::move(diff));
  }
  return out;
}

std::string objects_text(std::span<const Sent> sent) {
  std::vector<Shown> all;
  for (const auto& each : sent)
    if (each.changed) all.push_back(shown(each));
  settle_order(all);
  std::string text;
  for (const auto& each : all) text += fmt::format("{} {}\n{}", each.what, each.name, each.text);
  return text;
}

}  // namespace kcluster
