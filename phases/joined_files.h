#pragma once
#include "host/clock.h"
#include "host/files.h"
#include "plan/certificates.h"
#include "plan/kubeconfigs.h"

/// What a joining control plane makes of the authorities that it shares.
namespace kcluster {

/// The certificates that are this node's own. Throws Error for an authority that is not here, as a
/// new one would be another cluster's; else as certificate() does.
void joined_certificates(const CertificatesPlan& plan, Files& files, Time now);

/// admin.conf, controller-manager.conf and scheduler.conf. super-admin.conf stays where it was
/// made, kubelet.conf comes from the cluster.
void joined_kubeconfigs(const KubeconfigsPlan& plan, Files& files, Time now);

}  // namespace kcluster
