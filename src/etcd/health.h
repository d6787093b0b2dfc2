#pragma once
#include <string>
#include <vector>

#include "base/attempt.h"
#include "etcd/etcd.h"
#include "etcd/quorum.h"

namespace kcluster {

/// A member and what it says of itself now.
struct MemberHealth {
  EtcdMember member;
  std::string endpoint;        ///< that was asked; "" of one that has never run
  Attempt<EtcdStatus> status;  ///< none: why it does not answer
  std::vector<EtcdAlarm::Kind> alarms;

  bool leads() const { return status && status->leader == member.id; }
};

/// A cluster as its members see it now.
struct EtcdHealth {
  std::vector<MemberHealth> members;
  std::string list_fault;    ///< why the list is not linearizable; empty: it is
  std::string alarms_fault;  ///< why the alarms are not known; empty: they are

  Quorum quorum() const;
};

/// Asks every listed member at once, which takes as long as the slowest, then the cluster. Without
/// a leader the list is one member's own. Throws when no endpoint gives a list.
EtcdHealth look_at_health(const Etcd& etcd);

/// For waiting: what the member at that endpoint is still without; nullopt: it knows a leader.
/// Throws as Etcd::status does.
std::optional<std::string> no_leader_yet(const Etcd& etcd, const std::string& endpoint);

/// Why the member does not count for quorum: "does not answer", "has no leader", "has the alarm
/// CORRUPT"; empty: it does.
std::string quorum_fault(const MemberHealth& health, const std::string& alarms_fault);

}  // namespace kcluster
