#pragma once
#include "base/event.h"
#include "cri/cri.h"
#include "host/clock.h"
#include "plan/preflight.h"
#include "preflight/check.h"
#include "workflow/ports.h"

namespace kcluster {

/// What checks may look with.
Look look(const Ports& ports);

/// Runs a table's checks and tells the warnings. Throws Error (exit preflight) with every finding
/// when an error is left that is not ignored. Leaves nothing behind.
void preflight(const PreflightPlan& plan, std::span<const Check> rows, const Look& look,
               const Tell& tell);

/// Pulls what the runtime lacks (or everything, by policy); each image is tried five times. Leaves
/// the images in the runtime; a finding named ImagePull for each that does not come. With
/// Order::parallel the port is used from many threads.
std::vector<Finding> try_pulls(const PullPlan& plan, Cri& cri, const Clock& clock,
                               const Tell& tell);

/// The same as a step of init. Throws Error (exit preflight) with the findings, unless ImagePull is
/// ignored.
void pull_images(const PullPlan& plan, Cri& cri, const Clock& clock, const Tell& tell);

}  // namespace kcluster
