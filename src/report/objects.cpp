#include "report/objects.h"

#include <fmt/format.h>

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

std::string heading(const Sent& sent, const Json& object) {
  const Json meta = object.is_object() ? object.value("metadata", Json::object()) : Json::object();
  const char* verb = sent.after.empty() ? "delete" : sent.before ? "change" : "create";
  const std::string space = field(meta, "namespace");
  return fmt::format("{} {} {}{}{}\n", verb, field(object, "kind"), space, space.empty() ? "" : "/",
                     field(meta, "name"));
}

/// Without what a server adds, which the pretended one of a dry run can only invent.
Json own(const std::string& text) {
  Json object = parsed(text);
  if (object.is_object() && object.contains("metadata") && object["metadata"].is_object())
    for (const char* key : {"creationTimestamp", "generation", "resourceVersion", "uid"})
      object["metadata"].erase(key);
  return object;
}

std::string one(const Sent& sent) {
  if (!sent.changed) return {};
  const Json before = own(sent.before.value_or("null")), after = own(sent.after);
  const Json& object = sent.after.empty() ? before : after;
  if (sent.request.secrecy == Secrecy::secret || field(object, "kind") == "Secret")
    return heading(sent, object) + fmt::format("  (secret, {} bytes)\n", sent.after.size());
  return heading(sent, object) + diff_lines(sent.before ? write_yaml(before) : "",
                                            sent.after.empty() ? "" : write_yaml(after));
}

}  // namespace

std::string objects_text(std::span<const Sent> sent) {
  std::string text;
  for (const auto& each : sent) text += one(each);
  return text;
}

}  // namespace kcluster
