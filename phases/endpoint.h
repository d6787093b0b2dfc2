#pragma once
#include <span>

#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "kube/client.h"
#include "phases/api.h"
#include "plan/reconfigure_endpoint.h"
#include "workflow/phase.h"

namespace kcluster {

/// Signs the API server's certificate anew with the endpoint's host among its names; key, other
/// names, usages and end stay. Nothing to do when it has the name. Throws Error with an external
/// authority.
void name_in_certificate(const EndpointPlan& plan, Files& files, Time now);

/// Waits until this node's API server serves that name; it takes a new certificate up by itself.
void await_name(const EndpointPlan& plan, const Files& files, const Dial& dial, const Clock& clock);

/// Throws Error unless an API server of this cluster answers at the endpoint: what follows would
/// cut kubelets and kube-proxy off.
void reach_endpoint(const EndpointPlan& plan, const Files& files, const Dial& dial);

/// controlPlaneEndpoint in kubeadm-config; all else there stays.
void name_in_configuration(const EndpointPlan& plan, Client& api);
/// The server that cluster-info names. Its signatures go; the controller manager makes new ones.
void name_in_cluster_info(const EndpointPlan& plan, Client& api);
/// The server of kube-proxy's kubeconfig, and a restart of its pods that read it only then. Nothing
/// to do in a cluster without kube-proxy.
void name_in_kube_proxy(const EndpointPlan& plan, Client& api);

/// The administrators' kubeconfigs, on a worker the kubelet's, which restarts.
void name_in_kubeconfigs(const EndpointPlan& plan, Files& files, System& system);

/// All that `reconfigure endpoint` does, in order.
std::span<const Phase<EndpointPlan>> endpoint_table();

}  // namespace kcluster
