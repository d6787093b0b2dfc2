#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "audit/evidence.h"
#include "host/files.h"
#include "host/system.h"
#include "http/http.h"
#include "kube/kubeconfig.h"

namespace kcluster {

/// What an audit looks with.
struct AuditEyes {
  const Files& files;
  const System& system;
  std::function<std::shared_ptr<Http>(const Endpoint&)> http;
  std::optional<Kubeconfig> cluster;  ///< who asks; none: the cluster is not asked,
  std::string why_not;                ///< and why there is nobody
};

/// Looks once at all that the rows of an audit judge. Nothing that fails is an Error: the evidence
/// says why it is missing. Keys never come into it.
AuditEvidence observe_audit(const AuditEyes& eyes);

}  // namespace kcluster
