#include "etcd/real_etcd.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "etcd/calls.h"
#include "etcd/decode.h"
#include "etcd/grpc_looks.h"
#include "etcd/refusal_text.h"

namespace kcluster {
namespace {

namespace pb = etcdserverpb;
using std::chrono::minutes;
using std::chrono::seconds;
using Reason = EtcdRefusal::Reason;
namespace calls = etcd_calls;

// members give a request of their own seven seconds, then say why not: that is to be heard
constexpr seconds kChange{12};
constexpr minutes kDefragment{10}, kCompact{5};

std::string shown(std::uint64_t id) { return "member " + member_id_text(id); }

class GrpcEtcd : public GrpcLooks {
 public:
  using GrpcLooks::GrpcLooks;

  Added add_member(const std::vector<std::string>& peer_urls, Role role) override {
    pb::MemberAddRequest asked;
    for (const auto& url : peer_urls) asked.add_peer_urls(url);
    asked.set_is_learner(role == Role::learner);
    const auto peer = voter();
    const auto answer = peer->call(calls::member_add, asked, kChange, "add a member");
    same_cluster(answer.header(), *peer);
    Added made{decode::member(answer.member(), peer->url()),
               decode::members(answer.members(), peer->url())};
    const auto* listed = find_by_id(made.members, made.member.id);
    if (!listed || !same_urls(listed->peer_urls, peer_urls) ||
        listed->learner != (role == Role::learner))
      throw decode::foreign(peer->url(), "the member added is not the one asked for");
    return made;
  }

  std::vector<EtcdMember> promote(std::uint64_t id) override {
    pb::MemberPromoteRequest asked;
    asked.set_id(id);
    const auto peer = voter();
    const auto made = changed(*peer, calls::member_promote, asked, "promote " + shown(id));
    const auto* listed = find_by_id(made, id);
    if (!listed || listed->learner)
      throw decode::foreign(peer->url(), shown(id) + " is no voter after its promotion");
    return made;
  }

  std::vector<EtcdMember> remove(std::uint64_t id) override {
    pb::MemberRemoveRequest asked;
    asked.set_id(id);
    const auto peer = voter();
    const auto made = changed(*peer, calls::member_remove, asked, "remove " + shown(id));
    if (find_by_id(made, id))
      throw decode::foreign(peer->url(), shown(id) + " is listed after its removal");
    return made;
  }

  std::vector<EtcdMember> update_peer_urls(std::uint64_t id,
                                           const std::vector<std::string>& peer_urls) override {
    pb::MemberUpdateRequest asked;
    asked.set_id(id);
    for (const auto& url : peer_urls) asked.add_peer_urls(url);
    const auto peer = voter();
    const auto made = changed(*peer, calls::member_update, asked, "update " + shown(id));
    const auto* listed = find_by_id(made, id);
    if (!listed || !same_urls(listed->peer_urls, peer_urls))
      throw decode::foreign(peer->url(), shown(id) + " has other peer URLs than asked for");
    return made;
  }

  void move_leader(std::uint64_t to) override {
    pb::MoveLeaderRequest asked;
    asked.set_target_id(to);
    const auto peer = leader();
    peer->call(calls::move_leader, asked, kChange, "move the leadership to " + shown(to));
  }

  void defragment(const std::string& endpoint) override {
    const auto peer = peers().at(endpoint);
    peer->call(calls::defragment, pb::DefragmentRequest(), kDefragment, "defragment");
  }

  void compact(std::int64_t revision) override {
    pb::CompactionRequest asked;
    asked.set_revision(revision);
    asked.set_physical(true);
    const auto peer = voter();
    peer->call(calls::compact, asked, kCompact,
               fmt::format("compact before revision {}", revision));
  }

  void disarm(const EtcdAlarm& alarm) override {
    if (alarm.kind == EtcdAlarm::Kind::other)
      throw Error("this alarm is of a newer etcd", "disarm it with that etcd's own tools");
    pb::AlarmRequest asked;
    asked.set_action(pb::AlarmRequest::DEACTIVATE);
    asked.set_member_id(alarm.member_id);
    asked.set_alarm(alarm.kind == EtcdAlarm::Kind::no_space ? pb::NOSPACE : pb::CORRUPT);
    const auto peer = voter();
    peer->call(calls::disarm, asked, kChange, "disarm an alarm");
  }

  std::string downgrade(Downgrade action, const std::string& target) override {
    pb::DowngradeRequest asked;
    asked.set_action(action == Downgrade::validate ? pb::DowngradeRequest::VALIDATE
                     : action == Downgrade::enable ? pb::DowngradeRequest::ENABLE
                                                   : pb::DowngradeRequest::CANCEL);
    if (action != Downgrade::cancel) asked.set_version(target);
    const auto peer = voter();
    const auto answer = peer->call(calls::downgrade, asked, kChange, "downgrade to " + target);
    return decode::text(answer.version(), peer->url());
  }

 private:
  template <class Asked>
  std::vector<EtcdMember> changed(const EtcdPeer& peer, const Rpc<Asked, pb::MembersResponse>& rpc,
                                  const Asked& asked, const std::string& doing) {
    const auto answer = peer.call(rpc, asked, kChange, doing);
    same_cluster(answer.header(), peer);
    return decode::members(answer.members(), peer.url());
  }

  static bool same_urls(std::vector<std::string> left, std::vector<std::string> right) {
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    return left == right;
  }

  // a change goes to one that can do it, and only there: what came of a cut call is not known
  std::shared_ptr<const EtcdPeer> voter() const {
    return peers().at(peers().ask([this](const EtcdPeer& peer) {
      const auto seen = status_of(peer);
      if (seen.learner)
        throw EtcdRefusal(Reason::learner_cannot, "etcd at " + peer.url() + " is a learner",
                          "name another endpoint");
      if (seen.leader == 0)
        throw EtcdRefusal(Reason::no_leader, "etcd at " + peer.url() + " has no leader",
                          std::string(refusal_remedy(Reason::no_leader)));
      return peer.url();
    }));
  }

  std::shared_ptr<const EtcdPeer> leader() const {
    const auto id = status_of(*voter()).leader;
    auto candidates = endpoints();
    const auto all = members(Reading::serializable);
    if (const auto* listed = find_by_id(all, id))
      candidates.insert(candidates.end(), listed->client_urls.begin(), listed->client_urls.end());
    for (const auto& url : candidates) {
      const auto seen = attempt([&] { return status(url); });
      if (seen && seen->member_id == id) return peers().at(url);
    }
    throw EtcdRefusal(Reason::no_leader, "the leader, " + shown(id) + ", does not answer",
                      "name its client URL among the endpoints");
  }
};

}  // namespace

std::shared_ptr<Etcd> make_etcd(const EtcdAccess& access, std::stop_token stop) {
  return std::make_shared<GrpcEtcd>(access, std::move(stop));
}

}  // namespace kcluster
