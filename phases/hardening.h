#pragma once
#include "base/event.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "kube/client.h"
#include "plan/hardening.h"

namespace kcluster {

/// Lays down what the API server reads; a file that is there stays as it is.
void lay_hardening(const HardeningPlan& plan, Files& files);

/// Waits until this node's kubelet has asked for its serving certificate, and approves it if it
/// fits. Throws Error when it does not come, or does not fit.
void approve_own_serving(const ServingPlan& plan, const Files& files, Client& api,
                         const Clock& clock);

/// Lets this node's systemd approve what the other kubelets ask for.
void keep_approving(const ServingPlan& plan, Files& files, System& system, const Tell& tell);

}  // namespace kcluster
