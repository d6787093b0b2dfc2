#pragma once
#include <span>
#include <string>

#include "base/json.h"
#include "plan/static_pod.h"

namespace kcluster {

/// The core/v1 Pod that the kubelet runs from its manifest folder, field by field as kubeadm v1.36
/// writes it (status included, an empty object).
Json static_pod(const StaticPodPlan& plan);

/// The same with the patches for that component. Throws Error (exit usage) when one does not fit
/// or leaves something that the kubelet could not read.
Json patched_pod(const StaticPodPlan& plan, std::span<const PatchFile> patches);

/// "/etc/kubernetes/manifests/kube-apiserver.yaml".
std::string manifest_path(const std::string& component);

}  // namespace kcluster
