#include "cli/upgrade_drain.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "cli/reach.h"
#include "config/duration.h"
#include "kube/kubelet_access.h"
#include "observe/cluster_node.h"
#include "observe/membership.h"
#include "observe/node.h"
#include "phases/upgrade_drain.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

constexpr Duration kLimit = std::chrono::minutes(5);

UpgradeDrainPlan plan_of(const DrainWishes& wishes, const UpgradeWishes& wanted,
                         const NodeUpgrade& upgrade, const Ports& here) {
  UpgradeDrainPlan plan;
  plan.drain = {kubelet_access(here.files).node, drain_limit(wishes)};
  if (wishes.force) plan.drain.unmanaged = DrainPlan::Unmanaged::evicted;
  plan.version = upgrade.version;
  plan.installed = kubelet_version(here.system).value_or("");
  if (upgrade.control_plane || !wanted.kubeconfig.empty())
    plan.kubeconfig = kubeconfig_path(wanted.kubeconfig, here);
  plan.cri_socket = observe_membership(here.files).node.cri_socket;
  plan.wait.kubelet_limit = wanted.limit;
  return plan;
}

SeenNode look_at(const UpgradeDrainPlan& plan, const Ports& ports) {
  const Client api(ports.http(drain_access(plan, ports.files)), {&ports.clock, api_patience});
  const auto seen = observe_cluster_node(plan.drain.node, api, ports.clock);
  if (seen) return *seen;
  throw Error("the cluster has no node " + plan.drain.node, "look at it: kubectl get nodes");
}

void run_rows(std::span<const Phase<UpgradeDrainPlan>> table, const UpgradeDrainPlan& plan,
              const Selection& selection, Node& node) {
  auto& ports = node.ports();
  run_steps(due_steps<UpgradeDrainPlan>(table, plan, ports, selection), ports.tell, node.stop());
}

Result result_of(const UpgradeDrainPlan& plan, const char* state, std::string words) {
  return {"drained",
          {{"node", plan.drain.node},
           {"version", plan.version},
           {"installed", plan.installed},
           {"state", state}},
          std::move(words)};
}

Result standing(const UpgradeDrainPlan& plan) {
  return result_of(plan, "current",
                   fmt::format("{} and its kubelet run {} already; nothing was changed\n",
                               plan.drain.node, plan.version));
}

Result waiting(const UpgradeDrainPlan& plan) {
  return result_of(
      plan, "waiting",
      fmt::format("{} is drained and waits for its kubelet: {} is installed\n\n"
                  "install the kubelet {}, then run the same command again: it "
                  "restarts the kubelet and lets pods come again\n",
                  plan.drain.node, plan.installed.empty() ? "none" : plan.installed, plan.version));
}

Result returned(const UpgradeDrainPlan& plan) {
  return result_of(
      plan, "returned",
      fmt::format("{} is ready with its kubelet {}\n", plan.drain.node, plan.installed));
}

}  // namespace

void add_drain_flags(CLI::App& command, DrainWishes& wishes) {
  command.add_flag("--drain", wishes.wanted,
                   "cordon the node and evict its pods before; afterwards restart the kubelet, if "
                   "a new one is installed, wait until the node is ready and uncordon it");
  command.add_option("--drain-timeout", wishes.timeout,
                     "with --drain: how long its pods may take to leave (5m)");
  command.add_flag("--force", wishes.force,
                   "with --drain: let pods go that no controller makes anew");
}

Duration drain_limit(const DrainWishes& wishes) {
  if (!wishes.wanted && (wishes.force || !wishes.timeout.empty()))
    throw Error(std::string(wishes.force ? "--force" : "--drain-timeout") + " belongs to --drain",
                "add --drain, or leave it out", Exit::usage);
  if (wishes.timeout.empty()) return kLimit;
  const auto limit = parse_duration(wishes.timeout);
  if (!limit || *limit <= Duration::zero())
    throw Error("--drain-timeout: \"" + wishes.timeout + "\" is no duration",
                "expected one such as 5m", Exit::usage);
  return *limit;
}

void upgrade_drained(const DrainWishes& wishes, const UpgradeWishes& wanted,
                     const NodeUpgrade& upgrade, Node& node) {
  auto plan = plan_of(wishes, wanted, upgrade, node.observed());
  if (wanted.apply.dry_run) node.rehearse();
  node.reach(drain_access(plan, node.observed().files));
  auto& ports = node.ports();
  const auto seen = look_at(plan, ports);
  auto& results = ports.report.results;
  if (!upgrade.due && !drain_is_due(seen, read_drained(ports.files), plan))
    return results.push_back(standing(plan));
  kubelet_is_replaced(seen, plan);  // one that is too new is refused before anything is done
  run_rows(upgrade_drain_table(), plan, {}, node);
  if (upgrade.due) upgrade.run();
  plan.installed = kubelet_version(ports.system).value_or("");
  if (!kubelet_is_replaced(seen, plan)) return results.push_back(waiting(plan));
  Selection selection;
  if (wanted.apply.dry_run) selection.skip = {"ready"};  // nothing restarts
  run_rows(upgrade_return_table(), plan, selection, node);
  results.push_back(returned(plan));
}

}  // namespace kcluster
