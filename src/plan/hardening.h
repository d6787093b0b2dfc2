#pragma once
#include <string>
#include <vector>

#include "config/types.h"
#include "plan/api_names.h"

namespace kcluster {

/// Lays the hardened profile over the user's wishes, as further arguments, volumes and fields, so
/// that the cluster keeps it and every later join and upgrade goes by it. What the user says of the
/// same matter stays; where that leaves a part of the profile out, a sentence tells so.
std::vector<std::string> harden(Config& wishes);

/// A file of the profile's that the API server reads.
struct HardeningFile {
  enum class Content { audit_policy, authentication };
  std::string path;
  Content content = Content::audit_policy;
};

/// How kubelets of this cluster get their serving certificates.
struct ServingPlan {
  bool wanted = false;  ///< by kcluster's timer on every control plane
  std::string node;
  std::string pair;  ///< where this node's kubelet keeps its own once it is signed
  std::string program, kubeconfig;  ///< of the timer's command
  ApiNames api_server;
  Duration limit = std::chrono::minutes(5);
};

struct HardeningPlan {
  std::vector<HardeningFile> files;  ///< those that the configuration names at kcluster's own paths
  ServingPlan serving;
};

/// What a control plane of that configuration needs, whoever wrote the profile into it. `program`:
/// path of kcluster itself. Pure.
HardeningPlan plan_hardening(const Config& settled, const std::string& program);

}  // namespace kcluster
