#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "base/event.h"
#include "base/report.h"
#include "etcd/etcd.h"
#include "etcd/health.h"
#include "host/clock.h"

namespace kcluster {

enum class QuorumLoss { refused, allowed };

/// The member of that name or id. Throws Error (exit usage) for one that is not listed, with the
/// nearest name, and for a name that several have.
EtcdMember find_member(const std::vector<EtcdMember>& members, const std::string& name_or_id);

/// Removes the member, unless the others would not have quorum. The last voter is never removed.
void remove_member(const std::string& name_or_id, QuorumLoss loss, Etcd& etcd, Report& report);

/// Makes the member lead; without a name the sound voter with the newest data. Nothing to do: it
/// leads already.
void move_leader(const std::optional<std::string>& to, Etcd& etcd, Report& report);

/// Defragments every member, one at a time, the leader last; each must be well again and quorum as
/// wide as before until the next one. A member blocks its clients meanwhile.
void defragment_members(Etcd& etcd, const Clock& clock, const Tell& tell, Report& report);

/// Drops the history before that revision; 0: before the newest.
void compact_history(std::int64_t revision, Etcd& etcd, Report& report);

enum class Corrupt { kept, disarmed };

/// Disarms all alarms, CORRUPT only on demand: such a member would count again with false data.
/// Throws Error when one is raised again at once.
void disarm_alarms(Corrupt corrupt, Etcd& etcd, Report& report);

}  // namespace kcluster
