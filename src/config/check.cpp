#include "config/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/duration.h"

namespace kcluster {
namespace {

struct Expectation {
  Type type;
  std::string_view text;
};
constexpr Expectation kExpected[] = {
    {Type::text, "a string"},
    {Type::boolean, "true or false"},
    {Type::integer, "a whole number"},
    {Type::duration, "a duration such as 4m0s"},
    {Type::texts, "a list of strings"},
    {Type::object, "a mapping"},
    {Type::objects, "a list of mappings"},
    {Type::text_map, "a mapping of names to strings"},
    {Type::boolean_map, "a mapping of names to true or false"},
};

std::string_view expected(Type type) {
  for (const auto& row : kExpected)
    if (row.type == type) return row.text;
  return "a value";
}

std::string_view found(const Json& value) {
  if (value.is_null()) return "nothing";
  if (value.is_boolean()) return "true or false";
  if (value.is_number()) return "a number";
  if (value.is_string()) return "a string";
  return value.is_array() ? "a list" : "a mapping";
}

/// The type of an element of a list or of a map with free keys.
Type element_of(Type type) {
  if (type == Type::objects) return Type::object;
  return type == Type::boolean_map ? Type::boolean : Type::text;
}

class Checker {
 public:
  Checker(const Kind& kind, const YamlDocument& yaml, Faults& faults)
      : kind_(kind), yaml_(yaml), faults_(faults) {}

  void object(const Json& value, Fields fields, const std::string& pointer) {
    for (auto item = value.begin(); item != value.end(); ++item) {
      const std::string& key = item.key();
      const std::string below = pointer + "/" + escape(key);
      if (pointer.empty() && (key == "apiVersion" || key == "kind")) continue;
      const auto field = std::find_if(fields.begin(), fields.end(),
                                      [&](const Field& row) { return row.name == key; });
      if (field == fields.end())
        unknown_key(key, fields, below);
      else
        check_value(*item, *field, below);
    }
  }

 private:
  static std::string escape(const std::string& key) {
    std::string out;
    for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
  }

  void unknown_key(std::string_view key, Fields fields, const std::string& pointer) {
    std::vector<std::string> known;
    for (const auto& field : fields) known.emplace_back(field.name);
    const auto near = did_you_mean(key, known);
    const auto remedy = near ? fmt::format("did you mean {}?", *near)
                             : fmt::format("remove it; known here are {}", fmt::join(known, ", "));
    if (kind_.unknown == Unknown::refused)
      faults_.error(yaml_, pointer, "unknown key", remedy);
    else
      faults_.warning(yaml_, pointer, fmt::format("unknown key of {}, kept", kind_.name),
                      near ? remedy : "");
  }

  void check_value(const Json& value, const Field& field, const std::string& pointer) {
    if (value.is_null()) return;  // not given, as Go's decoder has it
    switch (field.type) {
      case Type::text:
        return require(value.is_string(), value, field.type, pointer);
      case Type::boolean:
        return require(value.is_boolean(), value, field.type, pointer);
      case Type::integer:
        return require(value.is_number_integer(), value, field.type, pointer);
      case Type::duration:
        return check_duration(value, pointer);
      case Type::object:
        require(value.is_object(), value, field.type, pointer);
        if (value.is_object()) object(value, field.fields, pointer);
        return;
      case Type::texts:
      case Type::objects:
        return list(value, field, pointer);
      case Type::text_map:
      case Type::boolean_map:
        return map(value, field, pointer);
      case Type::anything:
        return;
    }
  }

  void require(bool fits, const Json& value, Type type, const std::string& pointer) {
    if (fits) return;
    const bool quotes = type == Type::text && (value.is_number() || value.is_boolean());
    const bool bare = type != Type::text && type != Type::duration && value.is_string();
    faults_.error(yaml_, pointer,
                  fmt::format("expected {}, found {}", expected(type), found(value)),
                  quotes ? "put the value in quotes"
                  : bare ? "write it without quotes, as its own type"
                         : "");
  }

  void check_duration(const Json& value, const std::string& pointer) {
    if (value.is_string() && parse_duration(value.get_ref<const std::string&>())) return;
    faults_.error(yaml_, pointer, fmt::format("expected {}", expected(Type::duration)),
                  "write hours, minutes and seconds with their units: 8760h, 1h30m, 90s");
  }

  void list(const Json& value, const Field& field, const std::string& pointer) {
    require(value.is_array(), value, field.type, pointer);
    if (!value.is_array()) return;
    std::size_t index = 0;
    for (const auto& item : value) element(item, field, pointer + "/" + std::to_string(index++));
  }

  void map(const Json& value, const Field& field, const std::string& pointer) {
    require(value.is_object(), value, field.type, pointer);
    if (!value.is_object()) return;
    for (const auto& [key, item] : value.items()) element(item, field, pointer + "/" + escape(key));
  }

  void element(const Json& item, const Field& field, const std::string& pointer) {
    const Type type = element_of(field.type);
    if (item.is_null()) return require(false, item, type, pointer);
    check_value(item, {field.name, type, field.fields}, pointer);
  }

  const Kind& kind_;
  const YamlDocument& yaml_;
  Faults& faults_;
};

}  // namespace

void check(const Kind& kind, const YamlDocument& yaml, Faults& faults) {
  Checker(kind, yaml, faults).object(yaml.root, kind.fields, "");
}

}  // namespace kcluster
