#pragma once
#include <span>
#include <string>

#include "base/json.h"
#include "host/clock.h"
#include "kube/bootstrap_token.h"

namespace kcluster {

/// kubeadm's table of bootstrap tokens, whole tokens in it; "" without any. `now` is what the time
/// left is counted from.
std::string table(std::span<const TokenSecret> tokens, Time now);

/// A BootstrapToken of output.kubeadm.k8s.io/v1alpha3, its secret included.
Json to_json(const TokenSecret& token);

/// A span as client-go's short form: "59s", "23h", "400d", "2y"; "<invalid>" when it is over.
std::string short_span(Seconds span);

}  // namespace kcluster
