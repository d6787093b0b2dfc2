#include "plan/upgrade_versions.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

using Names = std::vector<std::string>;

SeenVersions running(const std::string& version) {
  SeenVersions seen;
  seen.apiservers = seen.controller_managers = seen.schedulers = {{"cp", version}};
  seen.kubelets = {{"cp", version}, {"w", version}};
  seen.etcd = {{"cp", "3.6.6-0"}};
  seen.coredns = "v1.13.1";
  seen.kube_proxy = seen.configured = version;
  return seen;
}

Version at(const std::string& text) { return Version::parse(text).value(); }

/// "final VersionSkew", "forcible KubeletVersionSkew" …
Names kinds(const std::vector<VersionFault>& faults) {
  Names out;
  for (const auto& each : faults) {
    CHECK_FALSE(each.finding.remedy.empty());
    out.push_back((each.kind == VersionFault::Kind::final ? "final " : "forcible ") +
                  each.finding.name);
  }
  return out;
}

Names to(const SeenVersions& seen, const std::string& target, AllowedPreReleases allowed = {}) {
  return kinds(version_faults(seen, at(target), allowed));
}

}  // namespace

TEST_CASE("the next minor and newer patches of the same one are free of faults") {
  CHECK(to(running("v1.35.4"), "v1.36.3").empty());
  CHECK(to(running("v1.35.4"), "v1.35.9").empty());
  CHECK(to(running("v1.35.4"), "v1.35.4").empty());
}

TEST_CASE("no minor is skipped and nothing goes back") {
  CHECK(to(running("v1.34.4"), "v1.36.3") == Names{"final VersionSkew"});
  CHECK(to(running("v1.36.3"), "v1.35.4") == Names{"final VersionSkew",
                                                   "forcible KubeletVersionSkew",
                                                   "forcible VersionSkew", "forcible VersionSkew"});
  CHECK(to(running("v1.36.3"), "v1.36.2") == Names{"final VersionSkew"});
  CHECK(to(running("v1.36.3"), "v1.37.0") == Names{"final VersionSkew"});
}

TEST_CASE("the control plane that is furthest behind decides what is skipped") {
  auto seen = running("v1.35.4");
  seen.apiservers.push_back({"cp2", "v1.34.4"});
  CHECK(to(seen, "v1.36.3") == Names{"final VersionSkew"});
  CHECK(to(seen, "v1.35.4").empty());
  seen.apiservers = {{"cp", "v1.36.3"}, {"cp2", "v1.34.4"}};
  CHECK(to(seen, "v1.36.3") == Names{"final VersionSkew", "forcible VersionSkew"});
}

TEST_CASE("pre-releases need their flags, and force for what is not known") {
  const auto seen = running("v1.36.3");
  CHECK(to(seen, "v1.36.4-rc.0") == Names{"forcible VersionSkew"});
  CHECK(to(seen, "v1.36.4-rc.0", {.release_candidates = true}).empty());
  CHECK(to(seen, "v1.36.4-beta.0", {.release_candidates = true}) == Names{"forcible VersionSkew"});
  CHECK(to(seen, "v1.36.4-beta.0", {.all = true}).empty());
  CHECK(to(seen, "v1.37.0-alpha.1", {.all = true}) == Names{"forcible VersionSkew"});
}

TEST_CASE("kubelets may lag three minors and never lead") {
  auto seen = running("v1.35.4");
  seen.kubelets = {{"old", "v1.33.0"}, {"older", "v1.32.9"}};
  const auto faults = version_faults(seen, at("v1.36.3"), {});
  REQUIRE(kinds(faults) == Names{"forcible KubeletVersionSkew"});
  CHECK_THAT(faults[0].finding.what, Catch::Contains("older v1.32.9"));
  CHECK_THAT(faults[0].finding.what, !Catch::Contains("old v1.33.0"));
  seen.kubelets = {{"new", "v1.36.0"}};
  CHECK(to(seen, "v1.35.9") == Names{"forcible KubeletVersionSkew"});
  CHECK(to(seen, "v1.36.3").empty());
}

TEST_CASE(
    "without an API server's version there is no way, and what is no version is passed over") {
  auto seen = running("v1.35.4");
  seen.apiservers = {{"cp", "@sha256:0123"}};
  CHECK(to(seen, "v1.36.3") == Names{"final VersionSkew"});
  CHECK_FALSE(cluster_version(seen));
  CHECK(possible_upgrades(seen, {}, at("v1.36.3"), {}).empty());
}

TEST_CASE("etcd goes one minor at a time and not back") {
  auto seen = running("v1.35.4");
  CHECK(etcd_faults(seen, {}, "3.6.8-0").empty());
  CHECK(etcd_faults(seen, {}, "3.6.1-0").empty());
  CHECK(etcd_faults(seen, {}, "3.7.0-0").empty());
  CHECK(kinds(etcd_faults(seen, {}, "3.5.21-0")) == Names{"final EtcdVersionSkew"});
  CHECK(kinds(etcd_faults(seen, {{.name = "cp", .version = "3.5.21"}}, "3.7.0")) ==
        Names{"final EtcdVersionSkew"});
  CHECK(etcd_faults(seen, {{.name = "cp", .version = "3.5.21"}}, "3.6.8-0").empty());
  CHECK(etcd_faults(seen, {}, "mine").empty());
}

TEST_CASE("a rollback refuses kubelets newer than their API server") {
  const std::vector<NodeVersion> kubelets{{"cp", "v1.36.3"}, {"w", "v1.35.4"}};
  const auto faults = rollback_faults(kubelets, at("v1.35.4"));
  REQUIRE(kinds(faults) == Names{"final KubeletVersionSkew"});
  CHECK_THAT(faults[0].finding.what, Catch::Contains("cp v1.36.3"));
  CHECK(rollback_faults(kubelets, at("v1.36.0")).empty());
}

TEST_CASE("final faults are thrown together, the others are left to the checks") {
  auto faults = version_faults(running("v1.36.3"), at("v1.35.4"), {});
  CHECK_THROWS_AS(refuse_final(at("v1.35.4"), faults), Error);
  faults.erase(faults.begin());
  CHECK_NOTHROW(refuse_final(at("v1.35.4"), faults));
}

TEST_CASE(
    "possible upgrades are the wanted one, or the newest at hand of this minor and the next") {
  const auto seen = running("v1.35.4");
  const Names images{"registry.k8s.io/kube-apiserver:v1.35.4",
                     "r/kube-apiserver:v1.35.6",
                     "r/kube-apiserver:v1.35.5",
                     "r/kube-apiserver:v1.36.3",
                     "r/kube-apiserver:v1.36.4-rc.0",
                     "r/kube-apiserver:v1.37.0",
                     "r/kube-apiserver",
                     "r/coredns:v1.36.9"};
  const auto at_hand = possible_upgrades(seen, images, std::nullopt, {});
  REQUIRE(at_hand.size() == 2);
  CHECK(at_hand[0].version == at("v1.35.6"));
  CHECK(at_hand[0].description == "version in the v1.35 series");
  CHECK(at_hand[1].version == at("v1.36.3"));
  CHECK(at_hand[1].description == "stable version");
  const auto wanted = possible_upgrades(seen, images, at("v1.36.1"), {});
  REQUIRE(wanted.size() == 1);
  CHECK(wanted[0].version == at("v1.36.1"));
  CHECK(possible_upgrades(seen, images, at("v1.35.4"), {}).empty());
}

TEST_CASE("what only some of the control plane runs can still be upgraded to") {
  auto seen = running("v1.36.3");
  seen.schedulers = {{"cp", "v1.35.4"}};
  CHECK(possible_upgrades(seen, {}, at("v1.36.3"), {}).size() == 1);
  seen = running("v1.36.3");
  seen.configured = "v1.35.4";
  CHECK(possible_upgrades(seen, {}, at("v1.36.3"), {}).size() == 1);
}

TEST_CASE("the table's rows stand in kubeadm's order with what each is to become") {
  const auto rows = component_upgrades(running("v1.35.4"), {}, at("v1.36.3"), EtcdUpgrade::wanted);
  Names words;
  for (const auto& row : rows)
    words.push_back(row.name + " " + row.node + " " + row.current + " " + row.target);
  CHECK(words == Names{"kubelet cp v1.35.4 v1.36.3", "kubelet w v1.35.4 v1.36.3",
                       "kube-apiserver cp v1.35.4 v1.36.3",
                       "kube-controller-manager cp v1.35.4 v1.36.3",
                       "kube-scheduler cp v1.35.4 v1.36.3", "kube-proxy  v1.35.4 v1.36.3",
                       "CoreDNS  v1.13.1 v1.14.2", "etcd cp 3.6.6-0 3.6.8-0"});
}

TEST_CASE("rows follow the configuration: no etcd, no CoreDNS, no kubelets that run it already") {
  auto seen = running("v1.35.4");
  seen.kubelets = {{"cp", "v1.36.3"}};
  seen.coredns.clear();
  ClusterConfiguration configuration;
  configuration.dns.disabled = configuration.proxy.disabled = true;
  CHECK(component_upgrades(seen, configuration, at("v1.36.3"), EtcdUpgrade::left).size() == 3);
  configuration.local_etcd.image_tag = "3.6.16-0";
  const auto rows = component_upgrades(seen, configuration, at("v1.36.3"), EtcdUpgrade::wanted);
  CHECK(rows.back().target == "3.6.16-0");
}

}  // namespace kcluster
