#pragma once
#include <string>

#include "plan/kubelet.h"

namespace kcluster {

/// Texts of the kubelet's files below /var/lib/kubelet, byte for byte as kubeadm v1.36 writes them.
struct KubeletFiles {
  std::string config;           ///< config.yaml: settled, patched, with this node's CRI socket
  std::string instance_config;  ///< instance-config.yaml; empty: there is none
  std::string flags;            ///< kubeadm-flags.env
};

/// Throws Error (exit usage) when a patch does not fit.
KubeletFiles kubelet_files(const KubeletPlan& plan);

/// The kubelet.conf with its current user pointing at a certificate file that the kubelet rotates.
/// Throws Error when the text is no kubeconfig with a current user.
std::string with_rotated_certificate(const std::string& kubeconfig, const std::string& pem_path);

}  // namespace kcluster
