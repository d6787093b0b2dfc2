#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "cri/cri.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "http/http.h"
#include "plan/preflight.h"

namespace kcluster {

/// All that a check may look at. Everything in it is const: a check cannot change the node.
struct Look {
  const Files& files;
  const System& system;
  const Clock& clock;
  /// The runtime at the plan's socket; throws Silence when nobody answers there.
  std::function<std::shared_ptr<const Cri>(const std::string& socket)> cri;
  std::function<std::shared_ptr<const Http>(const Endpoint&)> http;
  /// The command's own environment, for what it says of proxies.
  std::function<std::optional<std::string>(const std::string& name)> environment;
};

/// A row of a command's visible table. The test returns nothing when all is well. A finding's name
/// is what --ignore-preflight-errors takes; it may be finer than the row's ("Port-6443" of "Port").
struct Check {
  std::string_view name, summary;
  std::vector<Finding> (*test)(const CheckPlan&, const Look&);
};

/// What `init` looks at, in the order of the report.
std::span<const Check> init_checks();
/// What `join` looks at before it looks for the cluster, and what once it knows it.
std::span<const Check> join_checks();
std::span<const Check> joined_checks(NodeRole role);
/// Of a control plane whose etcd is external: what asks that etcd with its client files.
std::span<const Check> external_etcd_checks();
/// What `reset` looks at: kubeadm's one check.
std::span<const Check> reset_checks();
/// What an upgrade looks at before it changes anything: of the cluster, and of this control plane.
std::span<const Check> upgrade_checks();

}  // namespace kcluster
