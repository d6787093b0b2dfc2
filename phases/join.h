#pragma once
#include <span>

#include "plan/join.h"
#include "workflow/phase.h"

namespace kcluster {

/// What `kcluster join` does, in this order; names are kubeadm's. The first part of "preflight"
/// works with the plan's first stage, everything else with all of it.
std::span<const Phase<JoinPlan>> join_table();

}  // namespace kcluster
