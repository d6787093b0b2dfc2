#include "plan/upgrade_order.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

const Version k36 = Version::parse("v1.36.3").value();

SeenUpgrade cluster() {
  SeenUpgrade seen;
  seen.nodes = {{"cp1", true, true, false, ""},
                {"w1", false, true, false, ""},
                {"cp2", true, true, false, ""}};
  seen.versions.apiservers = seen.versions.controller_managers =
      seen.versions.schedulers = {{"cp1", "v1.35.4"}, {"cp2", "v1.36.3"}};
  seen.versions.kubelets = {{"cp1", "v1.35.4"}, {"cp2", "v1.36.3"}, {"w1", "v1.35.4"}};
  return seen;
}

std::vector<std::string> words(const std::vector<UpgradeTurn>& turns) {
  std::vector<std::string> out;
  for (const auto& turn : turns)
    out.push_back(turn.node + ": " + turn.command + (turn.done ? ", done" : ""));
  return out;
}

}  // namespace

TEST_CASE(
    "control planes go before kubelets, the first of them by apply, and what is done is told") {
  CHECK(words(upgrade_order(cluster(), k36, "cp1")) ==
        std::vector<std::string>{
            "cp1: kcluster upgrade apply v1.36.3", "cp2: kcluster upgrade node, done",
            "cp1: kcluster upgrade node --drain", "cp2: kcluster upgrade node --drain, done",
            "w1: kcluster upgrade node --drain"});
}

TEST_CASE("a control plane of which one component lags is not done") {
  auto seen = cluster();
  seen.versions.schedulers = {{"cp2", "v1.35.4"}};
  CHECK(words(upgrade_order(seen, k36, "cp2")).front() == "cp2: kcluster upgrade apply v1.36.3");
}

TEST_CASE("each turn tells what runs there now, and what is to be minded of its node") {
  auto seen = cluster();
  seen.nodes[1].cordoned = true;
  seen.nodes[2].ready = false;
  seen.nodes[2].why = "no word for 40 s";
  const auto turns = upgrade_order(seen, k36, "cp1");
  CHECK(turns[0].runs == "v1.35.4");
  CHECK(turns[1].runs == "v1.36.3");
  CHECK(turns[1].note == "not ready: no word for 40 s");
  CHECK(turns.back().note == "cordoned");
}

TEST_CASE("an upgrade that was begun is to be finished, from where it was begun") {
  auto seen = cluster();
  seen.versions.configured = "v1.36.3";
  seen.images = {{"registry.k8s.io/kube-apiserver:v1.37.0"}};
  const auto course = upgrade_course(seen, "cp1");
  CHECK(course.begun);
  CHECK(course.target->text() == "v1.36.3");
  CHECK(words(course.turns).front() == "cp2: kcluster upgrade apply v1.36.3, done");
  CHECK(words(course.turns)[1] == "cp1: kcluster upgrade node");
}

TEST_CASE("as long as one kubelet lags, an upgrade is not over") {
  auto seen = cluster();
  seen.versions.configured = "v1.36.3";
  for (auto* list : {&seen.versions.apiservers, &seen.versions.controller_managers,
                     &seen.versions.schedulers, &seen.versions.kubelets})
    for (auto& each : *list) each.version = "v1.36.3";
  CHECK_FALSE(upgrade_course(seen, "cp1").target);
  seen.versions.kubelets.back().version = "v1.35.4";
  const auto course = upgrade_course(seen, "cp1");
  REQUIRE(course.begun);
  CHECK_FALSE(course.turns.back().done);
}

TEST_CASE("a cluster of one version goes to the newest whose images are at hand, from here") {
  auto seen = cluster();
  for (auto* list : {&seen.versions.apiservers, &seen.versions.controller_managers,
                     &seen.versions.schedulers, &seen.versions.kubelets})
    for (auto& each : *list) each.version = "v1.35.4";
  seen.versions.configured = "v1.35.4";
  seen.images = {{"registry.k8s.io/kube-apiserver:v1.35.9", "r/kube-apiserver:v1.36.3"}};
  const auto course = upgrade_course(seen, "cp2");
  CHECK_FALSE(course.begun);
  CHECK(course.target->text() == "v1.36.3");
  CHECK(words(course.turns).front() == "cp2: kcluster upgrade apply v1.36.3");
  CHECK(words(upgrade_course(seen, "elsewhere").turns).front() ==
        "cp1: kcluster upgrade apply v1.36.3");
}

TEST_CASE("a cluster that shows no version has no course") {
  CHECK_FALSE(upgrade_course({}, "cp1").target);
}

}  // namespace kcluster
