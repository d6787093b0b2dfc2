#pragma once
#include "base/event.h"
#include "cri/cri.h"
#include "host/clock.h"
#include "plan/preflight.h"
#include "preflight/check.h"

namespace kcluster {

/// Runs init's checks and tells the warnings. Throws Error (exit preflight) with every finding when
/// an error is left that is not ignored. Leaves nothing behind.
void preflight(const PreflightPlan& plan, const Look& look, const Tell& tell);

/// Pulls what the runtime lacks (or everything, by policy); each image is tried five times. Leaves
/// the images in the runtime. Throws Error (exit preflight, findings named ImagePull) for those
/// that do not come, unless ImagePull is ignored. With Order::parallel the port is used from many
/// threads.
void pull_images(const PullPlan& plan, Cri& cri, const Clock& clock, const Tell& tell);

}  // namespace kcluster
