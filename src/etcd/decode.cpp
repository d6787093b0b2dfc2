#include "etcd/decode.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "etcd/refusal_text.h"

namespace kcluster::decode {
namespace {

constexpr int kMostMembers = 128;
constexpr std::size_t kLongestText = 1024;

bool printable(const std::string& text) {
  return text.size() <= kLongestText && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

// they go into flags of etcd, where a comma or a blank would begin something else
bool is_url(const std::string& text) {
  const bool scheme = text.starts_with("http://") || text.starts_with("https://") ||
                      text.starts_with("unix://") || text.starts_with("unixs://");
  return scheme && printable(text) && text.find_first_of(" ,=\"'") == std::string::npos;
}

std::vector<std::string> urls(const google::protobuf::RepeatedPtrField<std::string>& seen,
                              const std::string& url) {
  std::vector<std::string> made(seen.begin(), seen.end());
  for (const auto& each : made)
    if (!is_url(each)) throw foreign(url, "a member's URL is \"" + tame(each) + "\"");
  return made;
}

std::int64_t amount(std::int64_t seen, const char* of, const std::string& url) {
  if (seen < 0) throw foreign(url, fmt::format("{} is {}", of, seen));
  return seen;
}

EtcdAlarm::Kind kind(etcdserverpb::AlarmType type) {
  switch (type) {
    case etcdserverpb::NOSPACE:
      return EtcdAlarm::Kind::no_space;
    case etcdserverpb::CORRUPT:
      return EtcdAlarm::Kind::corrupt;
    default:
      return EtcdAlarm::Kind::other;
  }
}

}  // namespace

Error foreign(const std::string& url, const std::string& what) {
  return Error(fmt::format("etcd at {} answers what no etcd does: {}", url, what),
               "check that this is the address of an etcd");
}

std::string text(const std::string& seen, const std::string& url) {
  if (!printable(seen)) throw foreign(url, "a text is \"" + tame(seen) + "\"");
  return seen;
}

EtcdMember member(const etcdserverpb::Member& seen, const std::string& url) {
  if (seen.id() == 0) throw foreign(url, "a member's id is zero");
  return {seen.id(), text(seen.name(), url), urls(seen.peer_urls(), url),
          urls(seen.client_urls(), url), seen.is_learner()};
}

std::vector<EtcdMember> members(const Members& seen, const std::string& url) {
  if (seen.size() > kMostMembers) throw foreign(url, fmt::format("{} members", seen.size()));
  std::vector<EtcdMember> made;
  std::set<std::uint64_t> ids;
  for (const auto& each : seen) {
    made.push_back(member(each, url));
    if (!ids.insert(each.id()).second)
      throw foreign(url, "two members have the id " + member_id_text(each.id()));
    if (each.peer_urls().empty())
      throw foreign(url, "member " + member_id_text(each.id()) + " has no peer URL");
  }
  if (made.empty()) throw foreign(url, "it has no members");
  return made;
}

EtcdStatus status(const etcdserverpb::StatusResponse& seen, const std::string& url) {
  if (seen.header().cluster_id() == 0 || seen.header().member_id() == 0)
    throw foreign(url, "its cluster or member id is zero");
  EtcdStatus made;
  made.cluster_id = seen.header().cluster_id();
  made.member_id = seen.header().member_id();
  made.revision = amount(seen.header().revision(), "its revision", url);
  made.version = text(seen.version(), url);
  made.storage_version = text(seen.storage_version(), url);
  made.db_size = amount(seen.db_size(), "its size", url);
  made.db_in_use = amount(seen.db_size_in_use(), "its size in use", url);
  made.db_quota = amount(seen.db_size_quota(), "its quota", url);
  made.leader = seen.leader();
  made.raft_term = seen.raft_term();
  made.raft_index = seen.raft_index();
  made.raft_applied_index = seen.raft_applied_index();
  for (const auto& each : seen.errors()) made.errors.push_back(tame(each));
  made.learner = seen.is_learner();
  made.downgrading = seen.downgrade_info().enabled();
  made.downgrade_target = text(seen.downgrade_info().target_version(), url);
  return made;
}

std::vector<EtcdAlarm> alarms(const etcdserverpb::AlarmResponse& seen, const std::string& url) {
  if (seen.alarms_size() > 3 * kMostMembers)
    throw foreign(url, fmt::format("{} alarms", seen.alarms_size()));
  std::vector<EtcdAlarm> made;
  for (const auto& each : seen.alarms()) made.push_back({each.member_id(), kind(each.alarm())});
  return made;
}

EtcdHash hash(const etcdserverpb::HashKVResponse& seen, std::int64_t asked,
              const std::string& url) {
  const EtcdHash made{seen.hash(), amount(seen.hash_revision(), "the hash's revision", url),
                      seen.compact_revision()};
  if (made.compact_revision < -1) throw foreign(url, "the hash's compact revision is negative");
  if (asked && made.revision && made.revision != asked)
    throw foreign(url, fmt::format("a hash of revision {} for {}", made.revision, asked));
  return made;
}

EtcdKeys keys(const etcdserverpb::RangeResponse& seen, const EtcdKeyRange& asked,
              const std::string& url) {
  if (seen.kvs_size() > asked.limit) throw foreign(url, "more keys than asked for");
  if (seen.more() && seen.kvs().empty()) throw foreign(url, "a page without keys");
  EtcdKeys made{{}, seen.more(), seen.header().revision()};
  const std::string* last = &asked.after;
  for (const auto& each : seen.kvs()) {
    const bool behind = last->empty() || each.key() > *last;
    if (!behind || !each.key().starts_with(asked.prefix)) throw foreign(url, "keys out of order");
    made.keys.push_back(each.key());
    last = &each.key();
  }
  return made;
}

EtcdHeads heads(const etcdserverpb::RangeResponse& seen, const EtcdKeyRange& asked,
                std::size_t bytes, const std::string& url) {
  auto checked = keys(seen, asked, url);
  EtcdHeads made{{}, checked.more, checked.revision};
  for (int i = 0; i < seen.kvs_size(); ++i)
    made.heads.push_back({std::move(checked.keys[static_cast<std::size_t>(i)]),
                          seen.kvs(i).value().substr(0, bytes)});
  return made;
}

std::string prefix_end(std::string prefix) {
  while (!prefix.empty() && prefix.back() == '\xff') prefix.pop_back();
  if (prefix.empty()) return std::string(1, '\0');
  ++prefix.back();
  return prefix;
}

}  // namespace kcluster::decode
