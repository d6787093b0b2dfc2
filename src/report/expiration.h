#pragma once
#include <string>

#include "base/json.h"
#include "host/clock.h"
#include "status/expiration.h"

namespace kcluster {

/// kubeadm's two tables: certificates, then authorities.
std::string table(const ExpirationInfo& info, Time now);

/// A CertificateExpirationInfo of output.kubeadm.k8s.io/v1alpha3.
Json to_json(const ExpirationInfo& info, Time now);

/// A span as apimachinery's duration.HumanDuration: "119s", "2m5s", "7h59m", "364d", "2y5d", "9y";
/// "<invalid>" when it is over.
std::string long_span(Seconds span);

}  // namespace kcluster
