#include "etcd/refusal.h"

#include <algorithm>

#include "etcd/refusal_text.h"

namespace kcluster {
namespace {

using Reason = EtcdRefusal::Reason;

struct Row {
  std::string_view message;  // as api/v3/v3rpc/rpctypes has it; what follows it does not matter
  Reason reason;
};

constexpr Row kRows[] = {
    {"etcdserver: can only promote a learner member which is in sync with leader",
     Reason::learner_not_ready},
    {"etcdserver: can only promote a learner member", Reason::not_a_learner},
    {"etcdserver: too many learner members in cluster", Reason::too_many_learners},
    {"etcdserver: Peer URLs already exists", Reason::peer_url_exists},
    {"etcdserver: member ID already exist", Reason::member_exists},
    {"etcdserver: member not found", Reason::member_not_found},
    {"etcdserver: given member URLs are invalid", Reason::bad_urls},
    {"etcdserver: re-configuration failed due to not enough started members",
     Reason::not_enough_started},
    {"etcdserver: unhealthy cluster", Reason::unhealthy_cluster},
    {"etcdserver: no leader", Reason::no_leader},
    {"etcdserver: leader changed", Reason::leader_changed},
    {"etcdserver: request timed out", Reason::timed_out},
    {"etcdserver: server stopped", Reason::stopped},
    {"etcdserver: not leader", Reason::not_leader},
    {"etcdserver: bad leader transferee", Reason::bad_transferee},
    {"etcdserver: rpc not supported for learner", Reason::learner_cannot},
    {"etcdserver: mvcc: database space exceeded", Reason::no_space},
    {"etcdserver: corrupt cluster", Reason::corrupt},
    {"etcdserver: too many requests", Reason::too_many_requests},
    {"etcdserver: mvcc: required revision has been compacted", Reason::compacted},
    {"etcdserver: mvcc: required revision is a future revision", Reason::future_revision},
    {"etcdserver: wrong downgrade target version format", Reason::downgrade_format},
    {"etcdserver: invalid downgrade target version", Reason::downgrade_target},
    {"etcdserver: cluster has a downgrade job in progress", Reason::downgrade_running},
    {"etcdserver: no inflight downgrade job", Reason::no_downgrade},
    {"etcdserver: permission denied", Reason::permission_denied},
    {"etcdserver: invalid auth token", Reason::permission_denied},
    {"etcdserver: user name is empty", Reason::permission_denied},
};

struct Cure {
  Reason reason;
  std::string_view remedy;
};

constexpr Cure kCures[] = {
    {Reason::learner_not_ready, "wait until it has received the data, then try again"},
    {Reason::too_many_learners,
     "another member is joining: wait for it, or remove it with `kcluster etcd remove-member`"},
    {Reason::member_not_found, "`kcluster etcd members` lists those that there are"},
    {Reason::not_enough_started, "bring the stopped members back first, or remove dead ones"},
    {Reason::unhealthy_cluster,
     "`kcluster etcd status` shows who is not well; members that just started need some seconds"},
    {Reason::no_leader, "bring a majority of the members back: `kcluster etcd status`"},
    {Reason::timed_out, "see `kcluster etcd status` for members that do not answer, and the disks"},
    {Reason::bad_transferee, "name a voter: `kcluster etcd members`"},
    {Reason::no_space,
     "`kcluster etcd compact`, then `kcluster etcd defrag`, then `kcluster etcd alarm disarm`"},
    {Reason::corrupt,
     "`kcluster etcd alarm list` names the member: remove it, delete its data and join it again"},
    {Reason::compacted, "take a newer revision"},
    {Reason::downgrade_target,
     "only the minor version right below the cluster's can be the target"},
    {Reason::downgrade_running, "wait for it, or cancel it"},
    {Reason::permission_denied,
     "etcd's own authentication is on: use a certificate of its root user"},
    {Reason::unknown_call, "check that this is an etcd of version 3.5 or newer"},
};

constexpr Reason kPassing[] = {
    Reason::learner_not_ready, Reason::too_many_learners, Reason::unhealthy_cluster,
    Reason::no_leader,         Reason::leader_changed,    Reason::timed_out,
    Reason::stopped,           Reason::not_leader,        Reason::too_many_requests,
};

constexpr std::size_t kLongest = 400;

}  // namespace

bool EtcdRefusal::passing() const {
  return std::find(std::begin(kPassing), std::end(kPassing), reason) != std::end(kPassing);
}

std::optional<std::string> not_yet(const std::function<void()>& call,
                                   std::initializer_list<Reason> also) {
  try {
    call();
    return std::nullopt;
  } catch (const EtcdRefusal& refusal) {
    const bool passes = std::find(also.begin(), also.end(), refusal.reason) != also.end();
    if (!passes && !refusal.passing()) throw;
    return refusal.what();
  }
}

std::optional<Reason> refusal_reason(std::string_view message) {
  for (const auto& row : kRows)
    if (message.starts_with(row.message)) return row.reason;
  if (message.starts_with("etcdserver: ")) return Reason::other;
  return std::nullopt;
}

std::string_view refusal_remedy(Reason reason) {
  for (const auto& row : kCures)
    if (row.reason == reason) return row.remedy;
  return {};
}

std::string tame(std::string_view words) {
  std::string made(words.substr(0, kLongest));
  for (char& c : made)
    if (c < 0x20 || c > 0x7e) c = '?';
  return words.size() > kLongest ? made + "..." : made;
}

}  // namespace kcluster
