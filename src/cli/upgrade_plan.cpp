#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/yaml.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "cli/upgrade.h"
#include "config/print.h"
#include "kubernetes/versions.h"
#include "phases/preflight.h"
#include "preflight/run.h"
#include "report/upgrade_plan.h"

namespace kcluster {
namespace {

std::string known_versions() {
  const auto minors = known_minors();
  return fmt::format("v1.{} to v1.{}", minors.front().minor, minors.back().minor);
}

AllowedPreReleases allowed(const UpgradePlanConfig& wishes) {
  return {wishes.allow_experimental_upgrades, wishes.allow_rc_upgrades};
}

UpgradeOffer offer(const PossibleUpgrade& upgrade, const SeenUpgrade& seen,
                   const UpgradePlanConfig& wishes, const Ports& ports) {
  const auto present = upgrade_view(seen, seen.configuration->kubernetes_version, ports);
  const auto etcd = wishes.etcd_upgrade ? EtcdUpgrade::wanted : EtcdUpgrade::left;
  const auto checks =
      upgrade_check_plan(present, seen, upgrade.version, {allowed(wishes), etcd}, ports);
  UpgradeOffer made{upgrade, {}, {}, run_checks(upgrade_checks(), checks, look(ports))};
  apply_ignores(made.checks, wishes.ignore_preflight_errors);
  made.components =
      component_upgrades(seen.versions, present.config.cluster, upgrade.version, etcd);
  made.turns = upgrade_order(seen, upgrade.version, present.config.init.node.name);
  return made;
}

std::optional<Version> wanted_version(const UpgradePlanConfig& wishes) {
  return wishes.kubernetes_version.empty() ? std::nullopt
                                           : Version::parse(wishes.kubernetes_version);
}

std::vector<UpgradeOffer> offers(const SeenUpgrade& seen, const UpgradePlanConfig& wishes,
                                 const Ports& ports) {
  const auto images = seen.images.value_or(std::vector<std::string>{});
  std::vector<UpgradeOffer> out;
  for (const auto& each :
       possible_upgrades(seen.versions, images, wanted_version(wishes), allowed(wishes)))
    out.push_back(offer(each, seen, wishes, ports));
  return out;
}

bool stands_in_the_way(const UpgradeOffer& offer) {
  const auto findings = findings_of(offer.checks);
  return std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.weight == Finding::Weight::error;
  });
}

Result configuration_result(const ClusterConfiguration& configuration) {
  const auto json = cluster_configuration_json(configuration);
  return {"clusterConfiguration", json, "The cluster's configuration:\n\n" + write_yaml(json)};
}

void run_plan(const Globals& globals, const UpgradeOptions& options) {
  Node node(globals, Node::Effects::real);
  Ports& ports = node.ports();
  const auto wishes = read_upgrade_wishes(options, UpgradeCommand::plan, ports).plan;
  const auto seen = look_before_upgrade(
      read_kubeconfig(kubeconfig_path(options.kubeconfig, ports), ports.files), ports);
  const auto made = offers(seen, wishes, ports);
  ports.report.results = upgrade_plan_results(seen, made, known_versions());
  if (wishes.print_config)
    ports.report.results.push_back(configuration_result(*seen.configuration));
  print_results(ports.report, globals.output);
  if (std::any_of(made.begin(), made.end(), stands_in_the_way))
    throw Error("the cluster is not ready for its upgrade", "mend what the table names",
                Exit::preflight);
}

}  // namespace

void add_upgrade_plan(CLI::App& command, Session& session) {
  auto options = std::make_shared<UpgradeOptions>();
  add_upgrade_flags(command, *options, UpgradeCommand::plan);
  add_output(command, session.globals);
  runs(command, session, [&session, options] { run_plan(session.globals, *options); });
}

}  // namespace kcluster
