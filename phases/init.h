#pragma once
#include <span>

#include "plan/init.h"
#include "workflow/phase.h"

namespace kcluster {

/// What `kcluster init` does, in this order; names are kubeadm's.
std::span<const Phase<InitPlan>> init_table();

}  // namespace kcluster
