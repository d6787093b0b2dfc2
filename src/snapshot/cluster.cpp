#include "snapshot/cluster.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "pki/digest.h"
#include "snapshot/bytes.h"

namespace kcluster {
namespace {

Error slip(const std::string& what) {
  return Error(what, "name members as name=https://address:2380, comma separated", Exit::usage);
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

void check_url(const std::string& url) {
  std::string_view rest = url;
  if (rest.starts_with("https://"))
    rest.remove_prefix(8);
  else if (rest.starts_with("http://"))
    rest.remove_prefix(7);
  else
    throw slip(fmt::format("the peer URL {} begins with neither https:// nor http://", url));
  const auto colon = rest.rfind(':');
  const bool is_plain = rest.find_first_of("/?#@ \t\"\\<>%") == std::string_view::npos;
  if (!is_plain || colon == 0 || colon == std::string_view::npos ||
      !is_port(rest.substr(colon + 1)))
    throw slip(fmt::format("the peer URL {} is not made of address and port", url));
}

std::uint64_t first_eight(const std::string& digest) { return be64(digest, 0); }

std::uint64_t member_id(const NewMember& member, std::string_view token) {
  std::string text;
  for (const auto& url : member.peer_urls) text += url;
  return first_eight(sha1(text + std::string(token)));
}

using Urls = std::map<std::string, std::vector<std::string>>;

Urls parse(std::string_view text) {
  Urls made;
  for (const auto& part : split(text, ',')) {
    const auto equals = part.find('=');
    const auto name = std::string(trim(part.substr(0, equals)));
    if (equals == part.npos || name.empty()) throw slip(fmt::format("{} names no member", part));
    auto url = std::string(trim(std::string_view(part).substr(equals + 1)));
    check_url(url);
    made[name].push_back(std::move(url));
  }
  return made;
}

void refuse_twice(const Urls& members) {
  std::map<std::string, std::string> owner;
  for (const auto& [name, urls] : members)
    for (const auto& url : urls)
      if (!owner.emplace(url, name).second) throw slip(fmt::format("{} is there twice", url));
}

// Go's encoding/json writes these so that its output may stand in a page of HTML
std::string go_string(const std::string& text) {
  std::string made;
  for (const char c : Json(text).dump())
    if (c == '<' || c == '>' || c == '&')
      made += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      made += c;
  return made;
}

}  // namespace

NewCluster new_cluster(std::string_view initial_cluster, std::string_view token) {
  const auto parsed = parse(initial_cluster);
  refuse_twice(parsed);
  NewCluster made;
  for (const auto& [name, urls] : parsed) {
    NewMember member{name, urls, 0};
    std::sort(member.peer_urls.begin(), member.peer_urls.end());
    member.id = member_id(member, token);
    made.members.push_back(std::move(member));
  }
  std::sort(made.members.begin(), made.members.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::string ids;
  for (const auto& member : made.members) add_be64(ids, member.id);
  made.id = first_eight(sha1(ids));
  return made;
}

const NewMember& member_named(const NewCluster& cluster, std::string_view name) {
  for (const auto& member : cluster.members)
    if (member.name == name) return member;
  throw slip(fmt::format("{} is none of the members", name));
}

std::string member_json(const NewMember& member) {
  std::vector<std::string> urls;
  for (const auto& url : member.peer_urls) urls.push_back(go_string(url));
  return fmt::format(R"({{"id":{},"peerURLs":[{}],"name":{}}})", member.id, join(urls, ","),
                     go_string(member.name));
}

}  // namespace kcluster
