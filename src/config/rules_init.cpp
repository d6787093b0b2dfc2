#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "config/duration.h"
#include "config/rules.h"
#include "config/syntax.h"

namespace kcluster::rules {
namespace {

constexpr std::array<std::string_view, 2> kUsages{"signing", "authentication"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& known, std::string_view value) {
  return std::find(known.begin(), known.end(), value) != known.end();
}

void token_rights(const BootstrapToken& token, const std::string& path, Found& found) {
  for (std::size_t i = 0; i < token.usages.size(); ++i)
    if (!among(kUsages, token.usages[i]))
      found.error(indexed(path + ".usages", i),
                  fmt::format("unknown usage \"{}\"", token.usages[i]),
                  fmt::format("expected one of {}", fmt::join(kUsages, ", ")));
  const auto& usages = token.usages;
  const bool speaks = std::find(usages.begin(), usages.end(), "authentication") != usages.end();
  if (!token.groups.empty() && !speaks)
    found.error(path + ".groups", "groups are of use only to tokens for authentication",
                "add authentication to usages");
  for (std::size_t i = 0; i < token.groups.size(); ++i)
    if (!is_bootstrap_group(token.groups[i]))
      found.error(indexed(path + ".groups", i),
                  fmt::format("\"{}\" is no group for tokens", token.groups[i]),
                  "expected system:bootstrappers: and a name of a-z, 0-9, ':' and '-'");
}

/// RFC 3339 in its shape; the API server judges the day.
bool is_time(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() < shape.size() + 1) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (shape[i] == '0' ? !digit : text[i] != shape[i]) return false;
  }
  return text.back() == 'Z' || text.find_last_of("+-") == text.size() - 6;
}

void tokens(const std::vector<BootstrapToken>& list, Found& found) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto path = indexed("bootstrapTokens", i);
    if (list[i].ttl && *list[i].ttl < Duration::zero())
      found.error(path + ".ttl", fmt::format("{} is negative", duration_text(*list[i].ttl)),
                  "expected a duration; 0s never expires");
    if (!list[i].expires.empty() && !is_time(list[i].expires))
      found.error(path + ".expires", fmt::format("\"{}\" is no time", list[i].expires),
                  "expected RFC 3339, such as 2030-01-31T12:00:00Z");
    token_rights(list[i], path, found);
  }
}

}  // namespace

void init(const InitConfiguration& init, Found& found) {
  node(init.node, found);
  tokens(init.bootstrap_tokens, found);
  address(init.local_api, "localAPIEndpoint", found);
  certificate_key(init.certificate_key, "certificateKey", found);
  timeouts(init.timeouts, found);
}

}  // namespace kcluster::rules
