#include "base/yaml.h"
#include "config/decode.h"
#include "config/encode.h"
#include "config/rules.h"
#include "config/take.h"
#include "config/upgrade.h"

namespace kcluster {
namespace {

void decode_run(const Json& part, UpgradeRun& target) {
  take::boolean(part, "dryRun", target.dry_run);
  take::boolean(part, "etcdUpgrade", target.etcd_upgrade);
  take::texts(part, "ignorePreflightErrors", target.ignore_preflight_errors);
}

void decode_target(const Json& part, UpgradeTarget& target) {
  take::text(part, "kubernetesVersion", target.kubernetes_version);
  take::boolean(part, "allowExperimentalUpgrades", target.allow_experimental_upgrades);
  take::boolean(part, "allowRCUpgrades", target.allow_rc_upgrades);
  take::boolean(part, "printConfig", target.print_config);
}

void decode_work(const Json& part, UpgradeWork& target) {
  take::boolean(part, "certificateRenewal", target.certificate_renewal);
  take::texts(part, "skipPhases", target.skip_phases);
  take::text(take::child(part, "patches"), "directory", target.patches_directory);
  take::text(part, "imagePullPolicy", target.image_pull_policy);
  take::boolean(part, "imagePullSerial", target.image_pull_serial);
}

void decode_diff(const YamlDocument& yaml, UpgradeDiffConfig& target, Faults& faults) {
  constexpr std::int64_t limit = 1'000'000;  // more lines than any manifest has
  const Json& part = take::child(yaml.root, "diff");
  take::text(part, "kubernetesVersion", target.kubernetes_version);
  const Json& lines = take::child(part, "contextLines");
  if (!lines.is_number_integer()) return;
  const auto number = lines.get<std::int64_t>();
  if (number < 0 || number > limit)
    return faults.error(yaml, "/diff/contextLines", "expected a number of lines, 0 or more");
  target.context_lines = static_cast<unsigned>(number);
}

template <class Part>
Json work_defaults(const Part& part) {
  return {{"certificateRenewal", part.certificate_renewal},
          {"etcdUpgrade", part.etcd_upgrade},
          {"imagePullPolicy", part.image_pull_policy},
          {"imagePullSerial", part.image_pull_serial}};
}

}  // namespace

void decode_upgrade(const YamlDocument& yaml, UpgradeConfig& upgrade, Faults& faults) {
  const Json& apply = take::child(yaml.root, "apply");
  decode_run(apply, upgrade.apply);
  decode_target(apply, upgrade.apply);
  decode_work(apply, upgrade.apply);
  take::boolean(apply, "forceUpgrade", upgrade.apply.force_upgrade);
  decode_diff(yaml, upgrade.diff, faults);
  const Json& node = take::child(yaml.root, "node");
  decode_run(node, upgrade.node);
  decode_work(node, upgrade.node);
  const Json& plan = take::child(yaml.root, "plan");
  decode_run(plan, upgrade.plan);
  decode_target(plan, upgrade.plan);
  decode_timeouts(yaml, upgrade.timeouts, faults);
}

void judge_upgrade(std::vector<Document>& documents, UpgradeConfig& upgrade, Faults& faults) {
  const auto* document = find(documents, Role::upgrade);
  if (document == nullptr) return;
  decode_upgrade(document->yaml, upgrade, faults);
  rules::Found found;
  rules::upgrade(upgrade, found);
  for (auto& finding : found.take()) faults.place(document->yaml, std::move(finding));
}

LoadedUpgrade load_upgrade(std::string_view text, std::string_view source) {
  Faults faults(source);
  auto documents =
      documents_for({Role::upgrade, "upgrade", "UpgradeConfiguration"}, text, source, faults);
  LoadedUpgrade loaded;
  judge_upgrade(documents, loaded.config, faults);
  loaded.warnings = faults.settle();
  return loaded;
}

std::string print_upgrade_defaults() {
  const UpgradeConfig usual;
  return write_yaml({{"apiVersion", kCurrentApi},
                     {"kind", "UpgradeConfiguration"},
                     {"apply", work_defaults(usual.apply)},
                     {"diff", Json::object()},
                     {"node", work_defaults(usual.node)},
                     {"plan", {{"etcdUpgrade", usual.plan.etcd_upgrade}}},
                     {"timeouts", put::timeouts(usual.timeouts)}});
}

}  // namespace kcluster
