#pragma once
#include <span>

#include "plan/reset.h"
#include "workflow/phase.h"

namespace kcluster {

/// All that `reset` does, in order.
std::span<const Phase<ResetPlan>> reset_table();

}  // namespace kcluster
