#include "cli/upgrade_begin.h"

#include <fmt/format.h>

#include "base/attempt.h"
#include "base/error.h"
#include "cli/reach.h"
#include "kubernetes/versions.h"
#include "observe/surroundings.h"
#include "observe/upgrade_node.h"
#include "phases/etcd_archive.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

using State = BegunUpgrade::State;

constexpr Millis kComingUp = std::chrono::minutes(1);

/// A control plane that has only just joined or restarted gets a moment to become well.
SeenUpgrade look_once_settled(const Kubeconfig& cluster, const Ports& observed) {
  auto seen = look_before_upgrade(cluster, observed);
  if (seen.faults.empty()) return seen;
  attempt([&] {
    observed.clock.await("every component is well", kComingUp, [&]() -> std::optional<std::string> {
      seen = look_before_upgrade(cluster, observed);
      if (seen.faults.empty()) return std::nullopt;
      return fmt::format("{} on {}", seen.faults.front().component, seen.faults.front().node);
    });
    return true;
  });
  return seen;
}

UpgradeManner manner_of(const UpgradeWishes& wanted) {
  const auto& apply = wanted.apply;
  UpgradeManner manner;
  manner.whole = wanted.which == UpgradeCommand::apply;
  manner.renew_certificates = apply.certificate_renewal;
  manner.upgrade_etcd = apply.etcd_upgrade;
  manner.patches = absolute(apply.patches_directory);
  manner.ignored = apply.ignore_preflight_errors;
  manner.pull_policy = apply.image_pull_policy;
  manner.pull_serial = apply.image_pull_serial;
  manner.limit = wanted.limit;
  return manner;
}

std::string wanted_version(const UpgradeWishes& wanted) {
  const auto& text = wanted.apply.kubernetes_version;
  const auto version = Version::parse(text);
  if (version && !find_minor(*version) && version->pre.empty())
    throw Error(fmt::format("this kcluster does not know Kubernetes v{}.{}", version->major,
                            version->minor),
                fmt::format("choose a version of v1.{} to v1.{}, or another kcluster",
                            known_minors().front().minor, known_minors().back().minor),
                Exit::usage);
  if (version) return version->text();
  throw Error(text.empty() ? "no version was named" : fmt::format("\"{}\" is no version", text),
              "name the one to upgrade to: kcluster upgrade apply v1.36.3", Exit::usage);
}

/// A node follows where the cluster's first control plane went.
BegunUpgrade begin(const UpgradeWishes& wanted, Node& node) {
  auto& ports = node.observed();
  const bool whole = wanted.which == UpgradeCommand::apply;
  const auto version = whole ? wanted_version(wanted) : "";
  const auto cluster = reach(wanted.kubeconfig, node, api_patience);
  BegunUpgrade begun;
  begun.saved = {observe_upgrade_node(ports.files, ports.system, ports.etcd, cluster.api),
                 manner_of(wanted)};
  const auto now = ports.clock.now();
  begun.spec = {time_stamp(now), begun.saved.seen.version,
                whole ? version : begun.saved.seen.cluster.kubernetes_version, now};
  return begun;
}

/// Whether `upgrade node` would write nothing that the finished upgrade has not written.
bool has_all_of(const BegunUpgrade& fresh, const BegunUpgrade& left, const Ports& observed) {
  const bool renews =
      fresh.saved.choices.renew_certificates && !left.saved.choices.renew_certificates;
  return !renews && stands_already(plan_of(fresh, observed), observed.files);
}

/// The same upgrade, so that its way back stays, over the cluster as it is now.
BegunUpgrade continued(BegunUpgrade left, const BegunUpgrade& fresh) {
  left.saved = fresh.saved;
  return left;
}

}  // namespace

UpgradeWishes wishes_of(const UpgradeConfig& config, UpgradeCommand which,
                        const std::string& kubeconfig) {
  UpgradeWishes wishes{which, config.apply, config.timeouts.upgrade_manifests, kubeconfig};
  if (which == UpgradeCommand::apply) return wishes;
  wishes.apply = {};
  static_cast<UpgradeRun&>(wishes.apply) = config.node;
  static_cast<UpgradeWork&>(wishes.apply) = config.node;
  return wishes;
}

void check_wishes(const UpgradeWishes& wanted, const Ports& observed) {
  const auto& apply = wanted.apply;
  check_names({wanted.phase, apply.skip_phases}, row_names<UpgradePlan>(upgrade_table()));
  const bool whole = wanted.which == UpgradeCommand::apply;
  const auto left = whole ? read_upgrade(observed.files) : std::nullopt;
  const bool open = left && left->state == State::open;  // that one knows where it goes
  if (whole && !(open && apply.kubernetes_version.empty())) wanted_version(wanted);
  if (const auto& patches = apply.patches_directory; !patches.empty())
    read_patch_files(observed.files, absolute(patches));
}

PreflightPlan checks_of(const UpgradeWishes& wanted, const BegunUpgrade& begun,
                        const Ports& observed) {
  const auto& apply = wanted.apply;
  const auto kubeconfig = kubeconfig_path(wanted.kubeconfig, observed);
  const auto seen = look_once_settled(read_kubeconfig(kubeconfig, observed.files), observed);
  const auto present = upgrade_view(seen, seen.configuration->kubernetes_version, observed);
  UpgradeChoices choices;
  choices.allowed = {apply.allow_experimental_upgrades, apply.allow_rc_upgrades};
  choices.etcd = apply.etcd_upgrade ? EtcdUpgrade::wanted : EtcdUpgrade::left;
  choices.forced = apply.force_upgrade;
  choices.certificates_renewed = apply.certificate_renewal;
  choices.images_pulled = wanted.bundle || apply.image_pull_policy != "Never";
  return {upgrade_check_plan(present, seen, *Version::parse(begun.spec.to), choices, observed),
          apply.ignore_preflight_errors};
}

BegunUpgrade chosen(const UpgradeWishes& wanted, Node& node) {
  const auto left = read_upgrade(node.observed().files);
  if (left && left->state == State::going_back)
    throw Error(fmt::format("the way back from {} was begun", left->spec.to),
                "go on with it: kcluster upgrade rollback", Exit::usage);
  const bool open = left && left->state == State::open;
  const auto& version = wanted.apply.kubernetes_version;
  if (open && (version.empty() || wanted_version(wanted) == left->spec.to)) return *left;
  if (open)
    throw Error(fmt::format("an upgrade from {} to {} was begun and cut off", left->spec.from,
                            left->spec.to),
                fmt::format("go on with it: kcluster upgrade apply {}; or go back: kcluster "
                            "upgrade rollback",
                            left->spec.to),
                Exit::usage);
  const auto fresh = begin(wanted, node);
  const bool again = left && left->state == State::finished && left->spec.to == fresh.spec.to;
  if (again && !wanted.phase.empty()) return *left;
  if (again && wanted.which == UpgradeCommand::node && has_all_of(fresh, *left, node.observed()))
    return continued(*left, fresh);
  return fresh;
}

}  // namespace kcluster
