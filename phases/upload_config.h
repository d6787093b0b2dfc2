#pragma once
#include "kube/client.h"
#include "plan/cluster.h"

namespace kcluster {

/// ConfigMap kubeadm-config and who may read it. Other keys of an existing one are kept.
void upload_kubeadm_config(const UploadConfigPlan& plan, Client& api);
/// ConfigMap kubelet-config and who may read it. The socket's annotation of kubeadm < 1.36 is not
/// written: instance-config.yaml on the node has taken its place.
void upload_kubelet_config(const UploadConfigPlan& plan, Client& api);

}  // namespace kcluster
