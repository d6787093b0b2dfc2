#include "report/upgrade_plan.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

SeenUpgrade cluster() {
  SeenUpgrade seen;
  seen.versions.apiservers = {{"cp", "v1.35.4"}};
  seen.versions.configured = "v1.35.4";
  seen.configs = {{"kubeproxy.config.k8s.io", ""}, {"kubelet.config.k8s.io", "v1alpha9"}};
  seen.etcd.resize(1);
  seen.etcd[0].name = "cp";
  return seen;
}

UpgradeOffer offer(const std::string& version) {
  UpgradeOffer made;
  made.upgrade = {Version::parse(version).value(), "stable version"};
  made.components = {{"kubelet", "w", "v1.35.4", version},
                     {"kube-apiserver", "cp", "v1.35.4", version},
                     {"CoreDNS", "", "", "v1.14.2"}};
  made.turns = {
      {"cp", UpgradeTurn::Part::control_plane, version, "kcluster upgrade apply " + version, true}};
  made.checks = {{"EtcdHealth", "etcd is well", {}}};
  return made;
}

Json together(const std::vector<Result>& results) {
  Json root = Json::object();
  for (const auto& each : results) root[each.name] = each.value;
  return root;
}

std::string words(const std::vector<Result>& results) {
  std::string out;
  for (const auto& each : results) out += each.words;
  return out;
}

}  // namespace

TEST_CASE("the plan has kubeadm's keys, and ours beside them") {
  const auto plan = together(upgrade_plan_results(cluster(), {offer("v1.36.3")}, "v1.34 to v1.36"));
  CHECK(plan["apiVersion"] == "output.kubeadm.k8s.io/v1alpha3");
  CHECK(plan["kind"] == "UpgradePlan");
  const auto& first = plan["availableUpgrades"][0];
  CHECK(first["description"] == "stable version");
  CHECK(first["components"][0] == Json{{"name", "kubelet"},
                                       {"nodeName", "w"},
                                       {"currentVersion", "v1.35.4"},
                                       {"newVersion", "v1.36.3"}});
  CHECK_FALSE(first["components"][2].contains("nodeName"));
  CHECK(plan["configVersions"][0]["manualUpgradeRequired"] == false);
  CHECK(plan["configVersions"][1]["manualUpgradeRequired"] == true);
  CHECK(plan["targets"][0]["preflight"]["passed"] == true);
  CHECK(plan["targets"][0]["order"][0]["done"] == true);
  CHECK(plan["clusterVersion"] == "v1.35.4");
  CHECK(plan["etcdMembers"][0]["name"] == "cp");
}

TEST_CASE("the words show the tables and the command to begin with") {
  const auto text = words(upgrade_plan_results(cluster(), {offer("v1.36.3")}, "v1.34 to v1.36"));
  CHECK_THAT(text, Catch::Contains("COMPONENT       NODE  CURRENT  TARGET\n"
                                   "kube-apiserver  cp    v1.35.4  v1.36.3\n"
                                   "CoreDNS               -        v1.14.2\n"));
  CHECK_THAT(text, Catch::Contains("kubelet    w     v1.35.4  v1.36.3"));
  CHECK_THAT(text, Catch::Contains("\tkcluster upgrade apply v1.36.3\n"));
  CHECK_THAT(text, Catch::Contains("ready for `kcluster upgrade apply v1.36.3`"));
}

TEST_CASE("pre-releases are begun with their flags, and without an offer it says so") {
  CHECK_THAT(words(upgrade_plan_results(cluster(), {offer("v1.36.4-rc.0")}, "")),
             Catch::Contains("apply v1.36.4-rc.0 --allow-release-candidate-upgrades"));
  const auto none = upgrade_plan_results(cluster(), {}, "v1.34 to v1.36");
  CHECK_THAT(words(none), Catch::Contains("nothing newer"));
  CHECK(together(none)["availableUpgrades"] == Json::array());
}

}  // namespace kcluster
