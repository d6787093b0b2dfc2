#include "plan/upgrade_removals.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

const Version k35 = Version::parse("v1.35.4").value(), k36 = Version::parse("v1.36.3").value();

struct Given {
  ClusterConfiguration cluster;
  Json kubelet = Json::object(), proxy = Json::object();
  std::string kubelet_arguments;

  std::vector<Finding> refused(const Version& target) const {
    return refused_arguments({cluster, kubelet, proxy, kubelet_arguments}, target);
  }
};

}  // namespace

TEST_CASE("a feature gate that the target no longer knows is found in every component's place") {
  Given given;
  given.cluster.api_server.extra_args = {{"feature-gates", "A=true, MemoryManager=true"}};
  given.cluster.scheduler.extra_args = {{"feature-gates", "TopologyAwareHints=true"}};
  given.kubelet = {{"featureGates", {{"MemoryManager", true}, {"Unknown", true}}}};
  given.proxy = {{"featureGates", {{"ServiceTrafficDistribution", true}}}};
  CHECK(given.refused(k35).empty());
  const auto refused = given.refused(k36);
  REQUIRE(refused.size() == 4);
  CHECK_THAT(refused[0].what, Catch::Contains("apiServer.extraArgs") &&
                                  Catch::Contains("MemoryManager is gone since v1.36"));
  CHECK(refused[0].name == "FeatureGates");
  CHECK_THAT(refused[2].what, Catch::Contains("KubeletConfiguration"));
}

TEST_CASE("a locked feature gate is refused with the other value alone") {
  Given given;
  given.cluster.api_server.extra_args = {{"feature-gates", "ProcMountType=true"}};
  CHECK(given.refused(k36).empty());
  given.cluster.api_server.extra_args = {{"feature-gates", "ProcMountType=false"}};
  CHECK(given.refused(k35).empty());
  CHECK(given.refused(k36).size() == 1);
}

TEST_CASE("a removed flag is found among what the kubelet is started with") {
  Given given;
  given.kubelet_arguments =
      "KUBELET_KUBEADM_ARGS=\"--node-ip=10.0.0.1 --pod-infra-container-image=pause:3.10\"\n";
  const auto refused = given.refused(k35);
  REQUIRE(refused.size() == 1);
  CHECK(refused[0].name == "RemovedFlags");
  CHECK_THAT(refused[0].what, Catch::Contains("--pod-infra-container-image"));
}

TEST_CASE("documents of any shape are looked through without harm") {
  Given given;
  given.kubelet = Json::array({1});
  given.proxy = {{"featureGates", "MemoryManager=true"}};
  given.cluster.api_server.extra_args = {{"feature-gates", "MemoryManager"}, {"", ""}};
  given.kubelet_arguments = "--";
  CHECK(given.refused(k36).empty());
}

TEST_CASE("deprecated APIs are errors from the release on that removes them, warnings before") {
  const std::vector<SeenDeprecatedUse> uses{
      {"storagemigration.k8s.io", "v1alpha1", "storageversionmigrations", "", {"operator"}},
      {"networking.k8s.io", "v1beta1", "ipaddresses", "1.37", {}},
      {"", "v1", "componentstatuses", "", {}},
      {"example.com", "v1", "things", "1.36", {}},
      {"example.com", "v1", "others", "1.x", {}}};
  const auto found = deprecated_uses(uses, k36);
  REQUIRE(found.size() == 3);
  using Weight = Finding::Weight;
  CHECK(found[0].weight == Weight::error);
  CHECK_THAT(found[0].what, Catch::Contains("written by operator"));
  CHECK(found[1].weight == Weight::warning);
  CHECK_THAT(found[1].what, Catch::Contains("goes with v1.37"));
  CHECK(found[2].weight == Weight::error);
  CHECK_THAT(found[2].what, Catch::Contains("example.com/v1 things"));
}

TEST_CASE("definitions that may hold objects of older versions are worth a warning") {
  const auto found = stale_definitions({{"a.example.com", {"v1"}, {"v1"}, "v1"},
                                        {"b.example.com", {"v1beta1", "v1"}, {"v1"}, "v1"}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].weight == Finding::Weight::warning);
  CHECK_THAT(found[0].what, Catch::Contains("b.example.com") && Catch::Contains("v1beta1"));
}

}  // namespace kcluster
