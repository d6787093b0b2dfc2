#include "config/faults.h"
#include "config/flag_rows.h"
#include "config/rules.h"
#include "config/upgrade.h"

namespace kcluster {
namespace {

// All that may not stand beside --config (kubeadm's list); the paths are those below the command's
// part of the configuration.
constexpr FlagRow<UpgradeFlags> kRows[] = {
    {"--allow-experimental-upgrades", "allowExperimentalUpgrades",
     [](auto& f) { return f.allow_experimental_upgrades.has_value(); }},
    {"--allow-release-candidate-upgrades", "allowRCUpgrades",
     [](auto& f) { return f.allow_release_candidate_upgrades.has_value(); }},
    {"--certificate-renewal", "certificateRenewal",
     [](auto& f) { return f.certificate_renewal.has_value(); }},
    {"--context-lines", "contextLines", [](auto& f) { return f.context_lines.has_value(); }},
    {"--etcd-upgrade", "etcdUpgrade", [](auto& f) { return f.etcd_upgrade.has_value(); }},
    {"--force", "forceUpgrade", [](auto& f) { return f.force.has_value(); }},
    {"--patches", "patches.directory", [](auto& f) { return f.patches.has_value(); }},
    {"--print-config", "printConfig", [](auto& f) { return f.print_config.has_value(); }},
};

constexpr FlagRow<UpgradeFlags> kBeside[] = {
    {"the argument", "kubernetesVersion", [](auto& f) { return f.version.has_value(); }},
    {"--ignore-preflight-errors", "ignorePreflightErrors",
     [](auto& f) { return !f.ignore_preflight_errors.empty(); }},
};

void lay_run(const UpgradeFlags& flags, UpgradeRun& target) {
  lay(flags.dry_run, target.dry_run);
  lay(flags.etcd_upgrade, target.etcd_upgrade);
  auto& ignored = target.ignore_preflight_errors;
  ignored.insert(ignored.end(), flags.ignore_preflight_errors.begin(),
                 flags.ignore_preflight_errors.end());
}

void lay_target(const UpgradeFlags& flags, UpgradeTarget& target) {
  lay(flags.version, target.kubernetes_version);
  lay(flags.allow_experimental_upgrades, target.allow_experimental_upgrades);
  lay(flags.allow_release_candidate_upgrades, target.allow_rc_upgrades);
  lay(flags.print_config, target.print_config);
}

void lay_work(const UpgradeFlags& flags, UpgradeWork& target) {
  lay(flags.certificate_renewal, target.certificate_renewal);
  lay(flags.patches, target.patches_directory);
  if (!flags.skip_phases.empty()) target.skip_phases = flags.skip_phases;
}

void lay_part(const UpgradeFlags& flags, UpgradeConfig& config, UpgradeCommand command) {
  switch (command) {
    case UpgradeCommand::apply:
      lay_run(flags, config.apply);
      lay_target(flags, config.apply);
      lay_work(flags, config.apply);
      return lay(flags.force, config.apply.force_upgrade);
    case UpgradeCommand::diff:
      lay(flags.version, config.diff.kubernetes_version);
      return lay(flags.context_lines, config.diff.context_lines);
    case UpgradeCommand::node:
      lay_run(flags, config.node);
      return lay_work(flags, config.node);
    case UpgradeCommand::plan:
      lay_run(flags, config.plan);
      return lay_target(flags, config.plan);
  }
}

}  // namespace

UpgradeConfig merge_upgrade_flags(UpgradeConfig config, const UpgradeFlags& flags,
                                  UpgradeCommand command) {
  refuse_mixture<UpgradeFlags>(flags, kRows);
  lay_part(flags, config, command);
  rules::Found found;
  rules::upgrade(config, found);
  auto faults = found.take();
  for (auto& finding : faults) {
    const std::string_view path = finding.name;
    const auto below = path.substr(path.find('.') + 1);  // "apply.patches.directory"
    finding.place = flag_of<UpgradeFlags>(below, kRows, kBeside);
  }
  if (!faults.empty()) throw_faults("command line", std::move(faults));
  return config;
}

}  // namespace kcluster
