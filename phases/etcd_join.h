#pragma once
#include "base/event.h"
#include "etcd/etcd.h"
#include "host/clock.h"
#include "host/files.h"
#include "http/http.h"
#include "kube/client.h"
#include "phases/api.h"
#include "phases/wait_control_plane.h"
#include "plan/etcd_join.h"

namespace kcluster {

/// The members' client URLs as their static pods announce them, but for this node's own. Waits for
/// the first such pod; throws Error when the cluster shows none within the plan's limit.
std::vector<std::string> etcd_endpoints(const EtcdJoinPlan& plan, const Client& api,
                                        const Clock& clock);

/// A client of the cluster's etcd with the certificate of this node's health check.
EtcdAccess etcd_access(const EtcdJoinPlan& plan, const Client& api, const Files& files,
                       const Clock& clock);

/// check-etcd: every member can be reached at the ports of clients and of members, and quorum can
/// bear one more. Throws Error with a finding for each that cannot.
void check_etcd(const EtcdJoinPlan& plan, const Etcd& etcd, const Dial& dial);

/// etcd-join: makes this node a learner of the cluster and writes its static pod. What an earlier
/// try left is gone on with or cleaned; a learner of another node is waited for. A member that runs
/// already is left alone. Throws Error when quorum does not bear it.
void etcd_join(const EtcdJoinPlan& plan, Etcd& etcd, Files& files, const Clock& clock,
               const Tell& tell);

/// etcd-promote: waits until this node's member is in sync and makes it a voter. One that votes
/// already is left alone. Where its etcd does not start, throws Error as wait_components does.
void etcd_promote(const EtcdJoinPlan& plan, Etcd& etcd, const WaitEyes& eyes);

}  // namespace kcluster
