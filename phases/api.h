#pragma once
#include <functional>
#include <memory>

#include "host/clock.h"
#include "host/files.h"
#include "http/http.h"
#include "kube/client.h"
#include "plan/cluster.h"

namespace kcluster {

using Dial = std::function<std::shared_ptr<Http>(const Endpoint&)>;

/// The API as the administrator of admin.conf, at this node's own server, with rights: the binding
/// of kubeadm:cluster-admins to cluster-admin is made with super-admin.conf when it is missing, and
/// waited for until it counts. Error when it is missing and there is no super-admin.conf.
Client admin_client(const ApiPlan& plan, const Files& files, const Dial& dial, const Clock& clock);

/// The super-administrator's where there is one, else the administrator's (kubeadm's external
/// authority, --skip-phases): enough to ask for health.
Endpoint strongest_endpoint(const ApiPlan& plan, const Files& files);

/// Who that kubeconfig is, at this node's own API server.
Endpoint local_endpoint(const ApiPlan& plan, const std::string& kubeconfig, const Files& files);

}  // namespace kcluster
