#include "cli/upgrade.h"

#include <CLI/App.hpp>

#include "base/error.h"
#include "base/warnings.h"
#include "cli/init.h"
#include "cli/reach.h"
#include "manifest/addons.h"
#include "observe/membership.h"
#include "observe/node.h"
#include "observe/surroundings.h"
#include "observe/upgrade.h"
#include "plan/upgrade.h"

namespace kcluster {
namespace {

constexpr std::chrono::seconds kPatience{5};  // what is only busy is not yet unwell

constexpr Command kCommands[] = {
    {"plan", "show what can be upgraded to, what stands in the way and the order",
     add_upgrade_plan},
    {"diff", "show manifests, configuration and objects before and after", add_upgrade_diff},
    {"apply", "upgrade this control plane, the cluster's first; undone when it fails",
     add_upgrade_apply},
    {"node", "upgrade a further control plane, or a worker's kubelet configuration",
     add_upgrade_node},
    {"rollback", "put back what the last upgrade of this node changed, finished or not",
     add_upgrade_rollback},
    {"status", "tell where the last upgrade of this node stands", add_upgrade_status},
};

void require_cluster(const SeenUpgrade& seen) {
  if (!seen.endpoint.empty() && seen.configuration) return;
  Error failure(seen.endpoint.empty() ? "no API server of the cluster answers"
                                      : "the cluster keeps no ClusterConfiguration",
                "look at it first: kcluster status");
  for (const auto& why : seen.unseen)
    failure.findings.push_back({Finding::Weight::error, "Unseen", "", why, ""});
  throw failure;
}

/// As it would have been written for what runs now.
std::string usual_corefile(const UpgradeView& view) {
  for (const auto& object : coredns_objects(plan_coredns(view.config, view.around)))
    if (object.at("kind") == "ConfigMap") return object.at("data").at("Corefile");
  return {};
}

UpgradeOrigin origin_of(const SeenUpgrade& seen, const Files& files) {
  const auto member = observe_membership(files);
  UpgradeOrigin origin;
  origin.name = member.node.name;
  origin.cri_socket = member.node.cri_socket;
  if (member.control_plane) {
    origin.advertise_address = member.control_plane->local_api.advertise_address;
    origin.secure_port = member.control_plane->local_api.bind_port;
  }
  origin.cluster = seen.configuration.value_or(ClusterConfiguration{});
  origin.kubelet = seen.kubelet.value_or(Json::object());
  origin.proxy = seen.proxy.value_or(Json::object());
  origin.kubelet_generated = !seen.kubelet || seen.kubelet_generated;
  origin.proxy_generated = !seen.proxy || seen.proxy_generated;
  return origin;
}

}  // namespace

UpgradeConfig read_upgrade_wishes(const UpgradeOptions& options, UpgradeCommand which,
                                  const Ports& ports) {
  LoadedUpgrade loaded;
  if (const auto& path = options.flags.config)
    loaded = load_upgrade(read_configuration(*path, ports.files), *path);
  tell_warnings(ports.tell, loaded.warnings);
  return merge_upgrade_flags(std::move(loaded.config), options.flags, which);
}

SeenUpgrade look_before_upgrade(const Kubeconfig& cluster, const Ports& observed) {
  std::vector<std::string> unseen;
  const auto etcd = etcd_here(observed, kPatience, unseen);
  auto seen = observe_upgrade(
      {observed.files, observed.clock, observed.http, cluster, etcd, kPatience}, observed.cri);
  seen.unseen.insert(seen.unseen.begin(), unseen.begin(), unseen.end());
  require_cluster(seen);
  return seen;
}

UpgradeView upgrade_view(const SeenUpgrade& seen, const std::string& version,
                         const Ports& observed) {
  UpgradeView view{upgraded_config(origin_of(seen, observed.files), version, {}), {}};
  view.around = observe_surroundings(view.config, observed.files, observed.system.facts().hostname,
                                     environment());
  return view;
}

CheckPlan upgrade_check_plan(const UpgradeView& present, SeenUpgrade seen, const Version& target,
                             const UpgradeChoices& choices, const Ports& observed) {
  const auto here = observe_node(observed.files, observed.system, observed.cri,
                                 present.config.init.node.cri_socket);
  auto plan = plan_checks(present.config, here, Beginning::resumed);
  plan.kubernetes_version = target.text();
  plan.upgrade = plan_upgrade_needs(std::move(seen), target, choices, usual_corefile(present));
  return plan;
}

void add_upgrade(CLI::App& command, Session& session) {
  add_upgrade_order(command, session);
  for (const auto& row : kCommands) {
    auto* made = command.add_subcommand(row.name, row.summary);
    made->fallthrough();
    row.add(*made, session);
  }
}

}  // namespace kcluster
