#pragma once
#include <memory>

#include "cri/cri.h"
#include "host/clock.h"

namespace kcluster {

/// The same runtime, but a pod that cannot be removed yet is waited for, half a minute at most: a
/// kubelet that was stopped while it started a container leaves one behind that the runtime will
/// not let go before it runs. The clock must outlive it.
std::shared_ptr<Cri> patient(std::shared_ptr<Cri> runtime, const Clock& clock);

}  // namespace kcluster
