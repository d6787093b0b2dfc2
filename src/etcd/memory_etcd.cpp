#include "etcd/memory_etcd.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "etcd/endpoint.h"
#include "etcd/refusal.h"
#include "etcd/refusal_text.h"

namespace kcluster {
namespace {

using Kind = EtcdChange::Kind;
using Reason = EtcdRefusal::Reason;
using Hold = std::scoped_lock<std::mutex>;

[[noreturn]] void refuse(Reason reason, const std::string& what) {
  throw EtcdRefusal(reason, what, std::string(refusal_remedy(reason)));
}

std::string client_url_like(const std::string& peer_url) {
  const auto peer = parse_etcd_endpoint(peer_url);
  const auto colon = peer.authority.rfind(':');
  return peer.url.substr(0, peer.url.find("://") + 3) + peer.authority.substr(0, colon) + ":2379";
}

EtcdStatus any_status(const Etcd& etcd) {
  const auto endpoints = etcd.endpoints();
  for (const auto& endpoint : endpoints)
    if (auto seen = attempt([&] { return etcd.status(endpoint); })) return *seen;
  return etcd.status(endpoints.front());
}

}  // namespace

std::vector<std::string> MemoryEtcd::endpoints() const {
  if (below_) return below_->endpoints();
  std::vector<std::string> all;
  for (const auto& member : cluster.members)
    all.insert(all.end(), member.client_urls.begin(), member.client_urls.end());
  return all;
}

const EtcdMember* MemoryEtcd::at(const std::string& endpoint) const {
  for (const auto& member : cluster.members)
    for (const auto& url : member.client_urls)
      if (url == endpoint) return &member;
  return nullptr;
}

EtcdStatus MemoryEtcd::status_here(const EtcdMember& member) const {
  EtcdStatus made;
  made.cluster_id = cluster.id;
  made.member_id = member.id;
  made.revision = cluster.revision;
  made.version = cluster.version;
  made.storage_version = cluster.storage_version;
  made.db_size = made.db_in_use = static_cast<std::int64_t>(cluster.database.size());
  made.leader = cluster.leader;
  made.raft_term = 2;
  made.raft_index = made.raft_applied_index = static_cast<std::uint64_t>(cluster.revision) + 4;
  made.learner = member.learner;
  if (!cluster.leader) made.errors.push_back("etcdserver: no leader");
  return made;
}

EtcdStatus MemoryEtcd::status(const std::string& endpoint) const {
  const Hold hold(lock_);
  const auto* member = at(endpoint);
  if (below_ && !(member && added_.contains(member->id))) return below_->status(endpoint);
  if (!member || cluster.silent.contains(member->id))
    throw Silence("status: etcd at " + endpoint + ": no answer", "check that etcd runs there");
  return status_here(*member);
}

std::vector<EtcdMember> MemoryEtcd::members(Reading reading) const {
  const Hold hold(lock_);
  if (below_ && !own_) return below_->members(reading);
  if (!cluster.leader && reading == Reading::linearizable) refuse(Reason::no_leader, "no leader");
  return cluster.members;
}

std::vector<EtcdAlarm> MemoryEtcd::alarms() const {
  const Hold hold(lock_);
  if (below_ && !own_) return below_->alarms();
  if (!cluster.leader) refuse(Reason::no_leader, "no leader");
  return cluster.alarms;
}

std::int64_t MemoryEtcd::revision(const std::string& endpoint) const {
  return below_ ? below_->revision(endpoint) : status(endpoint).revision;
}

EtcdHash MemoryEtcd::hash_kv(const std::string& endpoint, std::int64_t revision) const {
  if (below_) return below_->hash_kv(endpoint, revision);
  status(endpoint);
  std::string all;
  for (const auto& key : cluster.keys) all += key + '\0';
  return {static_cast<std::uint32_t>(std::hash<std::string>()(all)),
          revision ? revision : cluster.revision, cluster.compacted};
}

std::int64_t MemoryEtcd::count(const std::string& prefix) const {
  if (below_) return below_->count(prefix);
  return std::count_if(cluster.keys.begin(), cluster.keys.end(),
                       [&](const std::string& key) { return key.starts_with(prefix); });
}

EtcdKeys MemoryEtcd::keys(const EtcdKeyRange& range) const {
  if (below_) return below_->keys(range);
  EtcdKeys made{{}, false, cluster.revision};
  for (const auto& key : cluster.keys) {
    if (!key.starts_with(range.prefix) || (!range.after.empty() && key <= range.after)) continue;
    made.more = static_cast<std::int64_t>(made.keys.size()) >= range.limit;
    if (made.more) break;
    made.keys.push_back(key);
  }
  return made;
}

EtcdHeads MemoryEtcd::heads(const EtcdKeyRange& range, std::size_t bytes) const {
  if (below_) return below_->heads(range, bytes);
  auto page = range;
  page.limit = std::min(page.limit, etcd_heads_limit);
  const auto found = keys(page);
  EtcdHeads made{{}, found.more, found.revision};
  for (const auto& key : found.keys) {
    const auto value = cluster.values.find(key);
    made.heads.push_back(
        {key, value == cluster.values.end() ? "" : value->second.substr(0, bytes)});
  }
  return made;
}

SnapshotEnd MemoryEtcd::snapshot(const std::string& endpoint, const Sink& sink) const {
  if (below_) return below_->snapshot(endpoint, sink);
  status(endpoint);
  constexpr std::size_t piece = 32 << 10;
  const std::string_view all = cluster.database;
  for (std::size_t done = 0; done < all.size(); done += piece) {
    const auto bytes = all.substr(done, piece);
    sink({bytes, done + bytes.size(), all.size()});
  }
  return {all.size(), cluster.digest, cluster.storage_version};
}

// a dry run sees what is there at its first change, and from then on what it did
void MemoryEtcd::begin() {
  if (below_ && !own_) {
    const auto seen = any_status(*below_);
    cluster.members = below_->members(Reading::linearizable);
    cluster.alarms = below_->alarms();
    cluster.id = seen.cluster_id;
    cluster.leader = seen.leader;
    cluster.version = seen.version;
    cluster.storage_version = seen.storage_version;
    cluster.revision = seen.revision;
    own_ = true;
  }
  if (!cluster.leader) refuse(Reason::no_leader, "no leader");
}

void MemoryEtcd::note(Kind kind, std::string subject) {
  changes_.push_back({kind, std::move(subject)});
}

EtcdMember& MemoryEtcd::known(std::uint64_t id) {
  for (auto& member : cluster.members)
    if (member.id == id) return member;
  refuse(Reason::member_not_found, "there is no member " + member_id_text(id));
}

void MemoryEtcd::require_free(const std::vector<std::string>& peer_urls) const {
  for (const auto& url : peer_urls)
    if (find_by_peer_url(cluster.members, url))
      refuse(Reason::peer_url_exists, "a member has the peer URL " + url + " already");
}

Etcd::Added MemoryEtcd::add_member(const std::vector<std::string>& peer_urls, Role role) {
  const Hold hold(lock_);
  begin();
  if (peer_urls.empty()) refuse(Reason::bad_urls, "no peer URL is given");
  require_free(peer_urls);
  const bool learner = role == Role::learner;
  if (learner && std::any_of(cluster.members.begin(), cluster.members.end(),
                             [](const EtcdMember& member) { return member.learner; }))
    refuse(Reason::too_many_learners, "there is a learner already");
  EtcdMember fresh{0xadd0, "", peer_urls, {}, learner};
  while (find_by_id(cluster.members, fresh.id)) ++fresh.id;
  cluster.members.push_back(fresh);
  const auto answered = cluster.members;  // as etcd does: it has not started yet
  if (!cluster.joiner.empty()) {
    cluster.members.back().name = cluster.joiner;
    cluster.members.back().client_urls = {client_url_like(peer_urls.front())};
  }
  added_.insert(fresh.id);
  note(Kind::add, peer_urls.front());
  return {fresh, answered};
}

std::vector<EtcdMember> MemoryEtcd::promote(std::uint64_t id) {
  const Hold hold(lock_);
  begin();
  auto& member = known(id);
  if (!member.learner) refuse(Reason::not_a_learner, member_label(member) + " is a voter already");
  if (member.name.empty() || cluster.promotions_too_early > 0) {
    if (cluster.promotions_too_early > 0) --cluster.promotions_too_early;
    refuse(Reason::learner_not_ready, member_label(member) + " is not in sync with the leader");
  }
  member.learner = false;
  note(Kind::promote, member_label(member));
  return cluster.members;
}

std::vector<EtcdMember> MemoryEtcd::remove(std::uint64_t id) {
  const Hold hold(lock_);
  begin();
  note(Kind::remove, member_label(known(id)));
  std::erase_if(cluster.members, [id](const EtcdMember& member) { return member.id == id; });
  if (cluster.leader != id) return cluster.members;
  cluster.leader = 0;
  for (const auto& member : cluster.members)
    if (!member.learner && !cluster.leader) cluster.leader = member.id;
  return cluster.members;
}

std::vector<EtcdMember> MemoryEtcd::update_peer_urls(std::uint64_t id,
                                                     const std::vector<std::string>& peer_urls) {
  const Hold hold(lock_);
  begin();
  auto& member = known(id);
  if (member.peer_urls != peer_urls) require_free(peer_urls);
  member.peer_urls = peer_urls;
  note(Kind::update, member_label(member));
  return cluster.members;
}

void MemoryEtcd::move_leader(std::uint64_t to) {
  const Hold hold(lock_);
  begin();
  const auto* member = find_by_id(cluster.members, to);
  if (!member || member->learner)
    refuse(Reason::bad_transferee, member_id_text(to) + " cannot lead");
  cluster.leader = to;
  note(Kind::move_leader, member_label(*member));
}

void MemoryEtcd::defragment(const std::string& endpoint) {
  status(endpoint);
  const Hold hold(lock_);
  note(Kind::defragment, endpoint);
}

void MemoryEtcd::compact(std::int64_t revision) {
  const Hold hold(lock_);
  begin();
  if (revision <= cluster.compacted) refuse(Reason::compacted, "that revision is gone already");
  if (revision > cluster.revision) refuse(Reason::future_revision, "that revision is yet to come");
  cluster.compacted = revision;
  note(Kind::compact, std::to_string(revision));
}

void MemoryEtcd::disarm(const EtcdAlarm& alarm) {
  const Hold hold(lock_);
  begin();
  std::erase(cluster.alarms, alarm);
  note(Kind::disarm, member_id_text(alarm.member_id));
}

std::string MemoryEtcd::downgrade(Downgrade action, const std::string& target) {
  const Hold hold(lock_);
  begin();
  if (action == Downgrade::enable) note(Kind::downgrade, target);
  return cluster.version;
}

std::vector<EtcdChange> MemoryEtcd::changes() const {
  const Hold hold(lock_);
  return changes_;
}

}  // namespace kcluster
