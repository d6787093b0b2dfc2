#include "config/upgrade.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "config/load.h"

namespace kcluster {
namespace {

using Names = std::vector<std::string>;

const std::string kHead = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: UpgradeConfiguration\n";

Names named(const Error& error) {
  Names names;
  for (const auto& finding : error.findings) names.push_back(finding.place + " " + finding.name);
  return names;
}

Names faults(const std::string& text) {
  try {
    load_upgrade(kHead + text, "f");
    return {};
  } catch (const Error& error) {
    return named(error);
  }
}

Names flag_faults(const UpgradeFlags& flags, UpgradeCommand command) {
  try {
    merge_upgrade_flags({}, flags, command);
    return {};
  } catch (const Error& error) {
    return named(error);
  }
}

}  // namespace

TEST_CASE("an UpgradeConfiguration is read part by part") {
  const auto config =
      load_upgrade(kHead +
                       "apply: {kubernetesVersion: v1.36.3, allowExperimentalUpgrades: true,\n"
                       "  allowRCUpgrades: true, certificateRenewal: false, dryRun: true,\n"
                       "  etcdUpgrade: false, forceUpgrade: true, ignorePreflightErrors: [Swap],\n"
                       "  patches: {directory: /patches}, printConfig: true,\n"
                       "  skipPhases: [addon/coredns], imagePullPolicy: Never,\n"
                       "  imagePullSerial: false}\n"
                       "diff: {kubernetesVersion: v1.36.2, contextLines: 7}\n"
                       "node: {certificateRenewal: false, etcdUpgrade: false}\n"
                       "plan: {kubernetesVersion: 1.36.1, etcdUpgrade: false}\n"
                       "timeouts: {upgradeManifests: 9s}\n",
                   "f")
          .config;
  const auto& apply = config.apply;
  CHECK(apply.kubernetes_version == "v1.36.3");
  CHECK((apply.allow_experimental_upgrades && apply.allow_rc_upgrades && apply.dry_run));
  CHECK((apply.force_upgrade && apply.print_config));
  CHECK_FALSE((apply.certificate_renewal || apply.etcd_upgrade || apply.image_pull_serial));
  CHECK(apply.ignore_preflight_errors == Names{"Swap"});
  CHECK(apply.skip_phases == Names{"addon/coredns"});
  CHECK(apply.patches_directory == "/patches");
  CHECK(apply.image_pull_policy == "Never");
  CHECK(config.diff.kubernetes_version == "v1.36.2");
  CHECK(config.diff.context_lines == 7);
  CHECK_FALSE((config.node.certificate_renewal || config.node.etcd_upgrade));
  CHECK(config.plan.kubernetes_version == "1.36.1");
  CHECK_FALSE(config.plan.etcd_upgrade);
  CHECK(config.timeouts.upgrade_manifests == std::chrono::seconds(9));
}

TEST_CASE("what an UpgradeConfiguration leaves out is kubeadm's default") {
  const auto config = load_upgrade(kHead + "diff: {}\n", "f").config;
  CHECK((config.apply.certificate_renewal && config.apply.etcd_upgrade));
  CHECK((config.node.certificate_renewal && config.node.etcd_upgrade && config.plan.etcd_upgrade));
  CHECK_FALSE((config.apply.force_upgrade || config.apply.dry_run || config.node.dry_run));
  CHECK(config.node.image_pull_policy == "IfNotPresent");
  CHECK(config.diff.context_lines == 3);
}

TEST_CASE("faults of an UpgradeConfiguration are named with their lines, in validate as well") {
  CHECK(faults("apply:\n  kubernetesVersion: stable\n  patches: {directory: here}\n"
               "  imagePullPolicy: Sometimes\ndiff:\n  contextLines: -1\n") ==
        Names{"f:4 apply.kubernetesVersion", "f:5 apply.patches.directory",
              "f:6 apply.imagePullPolicy", "f:8 diff.contextLines"});
  CHECK(faults("plan: {ignorePreflightErrors: [all, Swap]}\n").size() == 1);
  CHECK(faults("node: {forceUpgrade: true}\n").size() == 1);
  CHECK_THROWS_AS(check_configuration(kHead + "diff: {contextLines: -1}\n", "f"), Error);
}

TEST_CASE("a file without an UpgradeConfiguration is refused, others beside it are warned of") {
  const std::string init = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n";
  CHECK_THROWS_WITH(load_upgrade(init, "f"), Catch::Contains("no UpgradeConfiguration"));
  CHECK(load_upgrade(kHead + "---\n" + init, "f").warnings.size() == 1);
}

TEST_CASE("flags of an upgrade are laid over the command's own part of the file") {
  UpgradeConfig file;
  file.apply.etcd_upgrade = file.apply.dry_run = true;
  file.apply.skip_phases = {"addon"};
  file.apply.ignore_preflight_errors = {"a"};
  UpgradeFlags flags;
  flags.version = "v1.36.3";
  flags.etcd_upgrade = flags.dry_run = false;
  flags.patches = "/patches";
  flags.skip_phases = {"preflight"};
  flags.ignore_preflight_errors = {"b"};
  const auto merged = merge_upgrade_flags(file, flags, UpgradeCommand::apply);
  CHECK(merged.apply.kubernetes_version == "v1.36.3");
  CHECK_FALSE((merged.apply.etcd_upgrade || merged.apply.dry_run));
  CHECK(merged.apply.patches_directory == "/patches");
  CHECK(merged.apply.skip_phases == Names{"preflight"});
  CHECK(merged.apply.ignore_preflight_errors == Names{"a", "b"});
  CHECK((merged.node.etcd_upgrade && merged.plan.etcd_upgrade));
  CHECK(merged.plan.kubernetes_version.empty());
}

TEST_CASE("upgrade's flags that stand for the configuration are refused beside --config") {
  UpgradeFlags flags;
  flags.config = "f";
  flags.version = "v1.36.3";
  flags.dry_run = true;
  flags.ignore_preflight_errors = {"Swap"};
  CHECK_NOTHROW(merge_upgrade_flags({}, flags, UpgradeCommand::apply));
  flags.force = true;
  flags.etcd_upgrade = true;
  CHECK_THROWS_WITH(merge_upgrade_flags({}, flags, UpgradeCommand::apply),
                    Catch::Contains("--etcd-upgrade, --force"));
}

TEST_CASE("faults of upgrade's flags bear the flags' names") {
  UpgradeFlags flags;
  flags.patches = "here";
  flags.version = "latest";
  CHECK(flag_faults(flags, UpgradeCommand::apply) ==
        Names{"the argument apply.kubernetesVersion", "--patches apply.patches.directory"});
  CHECK(flag_faults(flags, UpgradeCommand::diff) == Names{"the argument diff.kubernetesVersion"});
  CHECK(flag_faults(flags, UpgradeCommand::node) == Names{"--patches node.patches.directory"});
}

TEST_CASE("the defaults of an upgrade are printed as kubeadm prints them") {
  CHECK(print_upgrade_defaults() == R"(apiVersion: kubeadm.k8s.io/v1beta4
apply:
  certificateRenewal: true
  etcdUpgrade: true
  imagePullPolicy: IfNotPresent
  imagePullSerial: true
diff: {}
kind: UpgradeConfiguration
node:
  certificateRenewal: true
  etcdUpgrade: true
  imagePullPolicy: IfNotPresent
  imagePullSerial: true
plan:
  etcdUpgrade: true
timeouts:
  controlPlaneComponentHealthCheck: 4m0s
  discovery: 5m0s
  etcdAPICall: 2m0s
  kubeletHealthCheck: 4m0s
  kubernetesAPICall: 1m0s
  tlsBootstrap: 5m0s
  upgradeManifests: 5m0s
)");
}

}  // namespace kcluster
