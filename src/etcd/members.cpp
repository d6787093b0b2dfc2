#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "etcd/etcd.h"

namespace kcluster {
namespace {

template <class Fits>
const EtcdMember* first(const std::vector<EtcdMember>& members, Fits fits) {
  const auto found = std::find_if(members.begin(), members.end(), fits);
  return found == members.end() ? nullptr : &*found;
}

}  // namespace

std::string member_id_text(std::uint64_t id) { return fmt::format("{:x}", id); }

std::optional<std::uint64_t> parse_member_id(std::string_view text) {
  std::uint64_t id = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), id, 16);
  if (fault != std::errc{} || end != text.data() + text.size() || id == 0) return std::nullopt;
  return id;
}

std::string member_label(const EtcdMember& member) {
  return member.name.empty() ? "unstarted member " + member_id_text(member.id) : member.name;
}

const EtcdMember* find_by_peer_url(const std::vector<EtcdMember>& members, std::string_view url) {
  return first(members, [url](const EtcdMember& member) {
    return std::find(member.peer_urls.begin(), member.peer_urls.end(), url) !=
           member.peer_urls.end();
  });
}

const EtcdMember* find_by_name(const std::vector<EtcdMember>& members, std::string_view name) {
  return first(members, [name](const EtcdMember& member) { return member.name == name; });
}

const EtcdMember* find_by_id(const std::vector<EtcdMember>& members, std::uint64_t id) {
  return first(members, [id](const EtcdMember& member) { return member.id == id; });
}

}  // namespace kcluster
