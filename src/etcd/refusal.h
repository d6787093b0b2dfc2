#pragma once
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace kcluster {

/// etcd answered that it will not, or cannot now.
class EtcdRefusal : public Error {
 public:
  enum class Reason {
    learner_not_ready,  ///< not in sync with the leader yet
    not_a_learner,      ///< to be promoted: is a voter already
    too_many_learners,  ///< one at a time unless configured otherwise
    peer_url_exists,    ///< a member has it already
    member_exists,      ///< also for a peer URL that was added within the same second
    member_not_found,
    bad_urls,
    not_enough_started,  ///< strict reconfiguration check: quorum would be in danger
    unhealthy_cluster,   ///< a member is not connected, or was for less than some five seconds
    no_leader,
    leader_changed,
    timed_out,  ///< inside the cluster: no quorum, or overloaded
    stopped,    ///< that member is shutting down
    not_leader,
    bad_transferee,  ///< move_leader: no such voter
    learner_cannot,  ///< a learner does not answer this call
    no_space,        ///< alarm NOSPACE
    corrupt,         ///< alarm CORRUPT
    too_many_requests,
    compacted,
    future_revision,
    downgrade_format,  ///< of the target version
    downgrade_target,  ///< not one minor below the cluster's version
    downgrade_running,
    no_downgrade,
    permission_denied,  ///< etcd's own users and roles, or a certificate without them
    unknown_call,       ///< this etcd is too old for it
    other,
  };

  EtcdRefusal(Reason reason_, const std::string& what, std::string remedy_)
      : Error(what, std::move(remedy_)), reason(reason_) {}

  Reason reason = Reason::other;

  /// Whether waiting may cure it.
  bool passing() const;
};

/// For Clock::await: nullopt when the call went through, its reason when a refusal may pass, by
/// itself or for one of those reasons. What will not pass, and Silence, is thrown on.
std::optional<std::string> not_yet(const std::function<void()>& call,
                                   std::initializer_list<EtcdRefusal::Reason> also = {});

}  // namespace kcluster
