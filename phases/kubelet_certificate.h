#pragma once
#include <string>

#include "host/clock.h"
#include "host/files.h"
#include "kube/client.h"
#include "pki/certificate.h"
#include "pki/key.h"
#include "plan/kubelet_bootstrap.h"

namespace kcluster {

/// Asks the cluster for the certificate of this node's kubelet and waits until it is signed. The
/// chain is checked: for that key and node, valid now, for clients. Throws Error as
/// kubelet_bootstrap does.
std::vector<Certificate> signed_certificate(const KubeletBootstrapPlan& plan, const Key& key,
                                            Client& api, const Clock& clock);

/// Why a chain does not do for this node's kubelet, nullopt when it does.
std::optional<std::string> certificate_fault(const std::vector<Certificate>& chain, const Key& key,
                                             const std::string& node, Time now);

/// Puts a chain and its key where the kubelet keeps and rotates its own: a file named after the
/// time, and the link to it that is replaced in one step.
void put_kubelet_pair(const Path& folder, const std::vector<Certificate>& chain, const Key& key,
                      Files& files, Time now);

}  // namespace kcluster
