#include "http/selectors.h"

#include <functional>
#include <optional>

#include "base/text.h"

namespace kcluster {
namespace {

using Look = std::function<std::optional<std::string>(const std::string& key)>;

std::optional<std::string> text_at(const Json& object, const std::string& pointer) {
  const Json::json_pointer place(pointer);
  if (!object.contains(place)) return std::nullopt;
  const Json& value = object.at(place);
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string escaped(std::string key) {
  for (std::size_t at = 0; (at = key.find_first_of("~/", at)) != std::string::npos; at += 2)
    key.replace(at, 1, key[at] == '~' ? "~0" : "~1");
  return key;
}

bool holds(const std::string& term, const Look& look) {
  const auto equals = term.find('=');
  if (equals == std::string::npos)
    return term[0] == '!' ? !look(term.substr(1)) : look(term).has_value();
  const bool unequal = equals > 0 && term[equals - 1] == '!';
  const auto value = term.substr(term.find_first_not_of('=', equals) == std::string::npos
                                     ? term.size()
                                     : term.find_first_not_of('=', equals));
  const auto found = look(term.substr(0, unequal ? equals - 1 : equals));
  return unequal ? found != value : found.value_or("") == value;
}

bool all_hold(const std::string& selector, const Look& look) {
  for (const auto& term : split(selector, ','))
    if (!trim(term).empty() && !holds(std::string(trim(term)), look)) return false;
  return true;
}

}  // namespace

bool selected(const Json& object, const std::map<std::string, std::string>& query) {
  const Look label = [&object](const std::string& key) {
    return text_at(object, "/metadata/labels/" + escaped(key));
  };
  const Look field = [&object](const std::string& key) {
    return text_at(object, "/" + join(split(key, '.'), "/"));
  };
  const auto labels = query.find("labelSelector"), fields = query.find("fieldSelector");
  return (labels == query.end() || all_hold(labels->second, label)) &&
         (fields == query.end() || all_hold(fields->second, field));
}

}  // namespace kcluster
