#include <CLI/App.hpp>

#include "cli/bundle.h"
#include "cli/reach.h"
#include "cli/upgrade.h"

namespace kcluster {
namespace {

std::string fault_of_switch(const std::string& value) {
  for (const char* known : {"true", "false", "t", "f", "1", "0"})
    if (value == known) return "";
  return "\"" + value + "\" is neither true nor false";
}

/// --NAME and --NAME=false; nullopt: neither was typed.
void add_switch(CLI::App& c, const char* name, std::optional<bool>& target, const char* summary) {
  c.add_flag_function(
       name, [&target](std::int64_t count) { target = count > 0; }, summary)
      ->check(fault_of_switch, "");
}

void add_target_flags(CLI::App& c, UpgradeFlags& f) {
  add_switch(c, "--allow-experimental-upgrades", f.allow_experimental_upgrades,
             "let alphas, betas and release candidates be targets");
  add_switch(c, "--allow-release-candidate-upgrades", f.allow_release_candidate_upgrades,
             "let release candidates be targets");
  add_switch(c, "--print-config", f.print_config, "show the cluster's ClusterConfiguration");
}

void add_run_flags(CLI::App& c, UpgradeFlags& f) {
  add_switch(c, "--etcd-upgrade", f.etcd_upgrade, "etcd, too; default: true");
  c.add_option("--ignore-preflight-errors", f.ignore_preflight_errors,
               "checks whose errors are warnings, comma separated; all for every one")
      ->delimiter(',');
}

void add_work_flags(CLI::App& c, UpgradeFlags& f) {
  add_switch(c, "--certificate-renewal", f.certificate_renewal,
             "renew the certificates of what is upgraded; default: true");
  add_switch(c, "--dry-run", f.dry_run, "show what would be done, change nothing");
  c.add_option("--patches", f.patches, "a folder of patches for what is laid down")
      ->transform([](const std::string& path) { return absolute(path); });
  c.add_option("--skip-phases", f.skip_phases, "phases to leave out, comma separated")
      ->delimiter(',');
}

}  // namespace

void add_upgrade_flags(CLI::App& command, UpgradeOptions& options, UpgradeCommand which) {
  auto& flags = options.flags;
  const bool node = which == UpgradeCommand::node, diff = which == UpgradeCommand::diff;
  add_kubeconfig(command, options.kubeconfig);
  command.add_option("--config", flags.config,
                     "a kubeadm configuration file with an UpgradeConfiguration");
  if (!node) command.add_option("version", flags.version, "where to go: v1.36.3");
  if (!node && !diff) add_target_flags(command, flags);
  if (!diff) add_run_flags(command, flags);
  if (diff)
    command.add_option("-c,--context-lines", flags.context_lines,
                       "lines around each change; default: 3");
  if (node || which == UpgradeCommand::apply) add_work_flags(command, flags);
  if (node || which == UpgradeCommand::apply) add_bundle_choice(command, options.bundle);
  if (which == UpgradeCommand::apply)
    add_switch(command, "-f,--force", flags.force,
               "go on with faults of the versions that allow it; do not ask");
}

}  // namespace kcluster
