#pragma once
#include "base/event.h"
#include "host/files.h"
#include "host/system.h"
#include "plan/kubelet.h"

namespace kcluster {

/// kubelet-start: with the kubelet at rest writes kubeadm-flags.env, instance-config.yaml and
/// config.yaml (0644) below /var/lib/kubelet, then starts it. A running kubelet whose files say the
/// same already is left alone. Without a kubelet unit the files are written and a warning is told.
void kubelet_start(const KubeletPlan& plan, Files& files, System& system, const Tell& tell);

/// kubelet-finalize/enable-client-cert-rotation: once the kubelet has a certificate of its own, its
/// kubeconfig points there, for its next start; nothing is done when it does so already.
void kubelet_finalize(const KubeletPlan& plan, Files& files);

/// config.yaml as another version has it; instance-config.yaml where an older kubeadm left none.
/// The running kubelet reads them when it starts next.
void upgrade_kubelet_config(const KubeletPlan& plan, Files& files);
/// Whether that would change anything.
bool kubelet_config_is_due(const KubeletPlan& plan, const Files& files);

}  // namespace kcluster
