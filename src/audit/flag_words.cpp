#include "audit/flag_words.h"

#include <algorithm>

#include "base/text.h"

namespace kcluster {
namespace {

std::string plain(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

}  // namespace

FlagWords::FlagWords(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i].starts_with("--") || words[i].size() == 2) continue;
    const auto flag = words[i].substr(2);
    const auto equals = flag.find('=');
    const bool has_next = i + 1 < words.size() && !words[i + 1].starts_with("-");
    if (equals != flag.npos)
      set(flag.substr(0, equals), flag.substr(equals + 1));
    else
      set(flag, has_next ? words[++i] : "true");
  }
}

std::optional<std::string> FlagWords::value(std::string_view name) const {
  const auto last = std::find_if(given.rbegin(), given.rend(),
                                 [&](const auto& flag) { return flag.first == name; });
  return last == given.rend() ? std::nullopt : std::optional(last->second);
}

std::vector<std::string> FlagWords::list(std::string_view name) const {
  std::vector<std::string> all;
  for (const auto& [each, value] : given)
    if (each == name)
      for (const auto& item : split(value, ',')) all.emplace_back(trim(item));
  return all;
}

void FlagWords::set(const std::string& name, std::string value) {
  given.emplace_back(plain(name), std::move(value));
}

}  // namespace kcluster
