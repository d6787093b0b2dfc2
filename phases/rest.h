#pragma once
#include <functional>
#include <memory>

#include "base/event.h"
#include "cri/cri.h"
#include "host/files.h"
#include "host/system.h"
#include "plan/rest.h"

namespace kcluster {

/// Takes static pods off this node while the kubelet is at rest: stops the kubelet, their
/// containers (etcd's last) and removes their pods, sets their manifests aside and starts the
/// kubelet again, a few seconds in all. Nothing to do for those that are aside already.
///
/// The rest ends whatever happens: before it begins, a note (paths::rest), a unit that runs at boot
/// ahead of the kubelet and a timer are laid down; when the command is gone, they recover().
void set_aside(const AsidePlan& plan, const std::function<std::shared_ptr<Cri>()>& runtime,
               Files& files, System& system, const Tell& tell);

/// Replaces static pods in one step: with the kubelet at rest and their containers stopped, `put`
/// writes the manifests that the kubelet then runs, or puts them back; the old ones are aside
/// meanwhile. Cut off
/// before `put` is through, the old ones come back; afterwards the kubelet is started with the new.
void exchange(const AsidePlan& plan, const std::function<void()>& put,
              const std::function<std::shared_ptr<Cri>()>& runtime, Files& files, System& system,
              const Tell& tell);

/// Puts one manifest back that was set aside; the running kubelet takes it up. Nothing to do when
/// it is not aside.
void put_back(const AsidePlan& plan, const std::string& pod, Files& files);
/// All of them, etcd's first.
void put_all_back(const AsidePlan& plan, Files& files);

/// What a command left that was cut off with the kubelet at rest: the manifests come back, the
/// kubelet starts. Whether there was such a note.
bool recover(Files& files, System& system);
/// The same when no command is at work.
void recover_if_cut_off(Files& files, System& system, const Tell& tell);

}  // namespace kcluster
