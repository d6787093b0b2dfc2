#include "report/upgrade_plan.h"

#include <fmt/format.h>

#include "report/columns.h"
#include "report/preflight.h"
#include "report/upgrade_order.h"

namespace kcluster {
namespace {

constexpr const char* kApi = "output.kubeadm.k8s.io/v1alpha3";
constexpr const char* kKubelet = "kubelet";

struct Preferred {
  std::string_view group, version;
};
constexpr Preferred kPreferred[] = {{"kubeproxy.config.k8s.io", "v1alpha1"},
                                    {"kubelet.config.k8s.io", "v1beta1"}};

std::string preferred_version(const std::string& group) {
  for (const auto& row : kPreferred)
    if (row.group == group) return std::string(row.version);
  return {};
}

Json component_json(const ComponentUpgrade& component) {
  Json out = {{"name", component.name},
              {"currentVersion", component.current},
              {"newVersion", component.target}};
  if (!component.node.empty()) out["nodeName"] = component.node;
  return out;
}

Json offer_json(const UpgradeOffer& offer) {
  Json components = Json::array();
  for (const auto& each : offer.components) components.push_back(component_json(each));
  return {{"description", offer.upgrade.description}, {"components", std::move(components)}};
}

enum class Which { kubelets, others };
std::string component_table(const UpgradeOffer& offer, Which which) {
  Rows rows{{"COMPONENT", "NODE", "CURRENT", "TARGET"}};
  for (const auto& each : offer.components)
    if ((each.name == kKubelet) == (which == Which::kubelets))
      rows.push_back({each.name, each.node, or_dash(each.current), or_dash(each.target)});
  return rows.size() == 1 ? "" : columns(rows);
}

PreflightReport report_of(const UpgradeOffer& offer) {
  return {"upgrade apply " + offer.upgrade.version.text(), offer.checks};
}

std::string pre_release_flag(const Version& version) {
  if (version.pre.empty()) return "";
  return version.pre.starts_with("rc") ? " --allow-release-candidate-upgrades"
                                       : " --allow-experimental-upgrades";
}

std::string offer_words(const UpgradeOffer& offer) {
  const auto version = offer.upgrade.version.text();
  std::string out = fmt::format("To {} ({}):\n\n{}", version, offer.upgrade.description,
                                component_table(offer, Which::others));
  const auto kubelets = component_table(offer, Which::kubelets);
  if (!kubelets.empty())
    out +=
        "\nKubelets, each by its package once the control plane runs that version:\n\n" + kubelets;
  out += "\n" + table(report_of(offer));
  out += "\nThe order:\n\n" + turns_table(offer.turns);
  return out + fmt::format("\nBegin with:\n\n\tkcluster upgrade apply {}{}\n", version,
                           pre_release_flag(offer.upgrade.version));
}

std::string cluster_words(const SeenUpgrade& seen) {
  const auto version = cluster_version(seen.versions);
  return fmt::format("The cluster runs {}, and is configured for {}\n",
                     version ? version->text() : "an unknown version",
                     or_dash(seen.versions.configured));
}

Result available(const SeenUpgrade& seen, const std::vector<UpgradeOffer>& offers,
                 const std::string& known) {
  Json list = Json::array();
  auto words = cluster_words(seen);
  for (const auto& offer : offers) {
    list.push_back(offer_json(offer));
    words += "\n" + offer_words(offer);
  }
  if (offers.empty())
    words += "There is nothing newer to go to. Name a version of " + known +
             ", or bring its images to this node.\n";
  return {"availableUpgrades", std::move(list), words};
}

Result config_versions(const SeenUpgrade& seen) {
  Json list = Json::array();
  Rows rows{{"API GROUP", "CURRENT VERSION", "PREFERRED VERSION", "MANUAL UPGRADE REQUIRED"}};
  for (const auto& each : seen.configs) {
    const auto preferred = preferred_version(each.group);
    const bool manual = !each.version.empty() && each.version != preferred;
    list.push_back({{"group", each.group},
                    {"currentVersion", each.version},
                    {"preferredVersion", preferred},
                    {"manualUpgradeRequired", manual}});
    rows.push_back({each.group, or_dash(each.version), preferred, manual ? "yes" : "no"});
  }
  return {"configVersions", std::move(list), "Component configurations:\n\n" + columns(rows)};
}

/// What kubeadm's plan does not have, by target.
Result targets(const std::vector<UpgradeOffer>& offers) {
  Json list = Json::array();
  for (const auto& offer : offers) {
    list.push_back({{"version", offer.upgrade.version.text()},
                    {"preflight", to_json(report_of(offer))},
                    {"order", turns_json(offer.turns)}});
  }
  return {"targets", std::move(list), ""};
}

Result etcd_members(const SeenUpgrade& seen) {
  Json list = Json::array();
  for (const auto& each : seen.etcd)
    list.push_back({{"name", each.name},
                    {"version", each.version},
                    {"storageVersion", each.storage_version},
                    {"learner", each.learner},
                    {"leads", each.leads},
                    {"fault", each.fault}});
  return {"etcdMembers", std::move(list), ""};
}

}  // namespace

std::vector<Result> upgrade_plan_results(const SeenUpgrade& seen,
                                         const std::vector<UpgradeOffer>& offers,
                                         const std::string& known) {
  const auto version = cluster_version(seen.versions);
  return {{"kind", "UpgradePlan", ""},
          {"apiVersion", kApi, ""},
          {"clusterVersion", version ? Json(version->text()) : Json(), ""},
          available(seen, offers, known),
          config_versions(seen),
          targets(offers),
          etcd_members(seen),
          {"unseen", seen.unseen, ""}};
}

}  // namespace kcluster
