#pragma once
#include <memory>

#include "base/event.h"
#include "base/report.h"
#include "cri/cri.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "plan/reset.h"

namespace kcluster {

/// Leaves the kubelet stopped; warns when no unit runs it.
void stop_kubelet(System& system, const Tell& tell);

/// Removes the pods that a kubelet made, several at once. A pod that stays, or a runtime that does
/// not answer, is warned of: what is left is told at the end.
void remove_pods(const std::function<std::shared_ptr<Cri>()>& open, const Tell& tell);

/// Takes this node's part in the bridge network away (remove_bridge()); what fails is warned of.
void leave_bridge(Files& files, System& system, const Tell& tell);

/// Takes kcluster's timers away, likewise.
void leave_timers(Files& files, System& system, const Tell& tell);

/// Unmounts what the kubelet mounted for pods and plugins, the last first. Foreign and busy mounts
/// stay, with a warning.
void unmount_volumes(const CleanupPlan& plan, const Files& files, System& system, const Tell& tell);

/// Removes what is ours in the managed folders, nothing else and never across a mount; the folders
/// stay.
void remove_files(const CleanupPlan& plan, Files& files, const System& system);

/// Notes where things lie, for a reset that runs again after a cut.
void note_hints(const ResetHints& hints, Files& files);

}  // namespace kcluster
