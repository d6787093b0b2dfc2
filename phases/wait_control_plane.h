#pragma once
#include "cri/cri.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "phases/api.h"
#include "plan/cluster.h"

namespace kcluster {

/// What waiting needs to look with; nothing is changed.
struct WaitEyes {
  const Files& files;
  const System& system;
  const Clock& clock;
  const Cri& cri;
  const Dial& dial;
};

/// Until the kubelet's /healthz answers ok. At the limit, or at once when its journal shows that it
/// cannot start, throws Error with the cause, its last lines as findings and a remedy.
void wait_kubelet(const WaitPlan& plan, const WaitEyes& eyes);

/// Until API server, controller manager and scheduler are healthy; addresses and ports are those of
/// the manifests on disk. `api` is who asks the API server, verified. Throws as wait_kubelet does,
/// naming component, container state, exit code and last log lines.
void wait_components(const WaitPlan& plan, const Endpoint& api, const WaitEyes& eyes);

}  // namespace kcluster
