#include "report/upgrade_order.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

using Part = UpgradeTurn::Part;

SeenUpgrade cluster() {
  SeenUpgrade seen;
  seen.versions.apiservers = {{"cp", "v1.36.3"}};
  return seen;
}

UpgradeCourse course() {
  UpgradeCourse made;
  made.target = Version::parse("v1.36.3").value();
  made.begun = true;
  made.turns = {
      {"cp", Part::control_plane, "v1.36.3", "kcluster upgrade apply v1.36.3", true, ""},
      {"w1", Part::kubelet, "v1.35.4", "kcluster upgrade node --drain", false, "cordoned"}};
  return made;
}

Json value(const std::vector<Result>& results, const std::string& name) {
  for (const auto& each : results)
    if (each.name == name) return each.value;
  return {};
}

std::string words(const std::vector<Result>& results) {
  std::string out;
  for (const auto& each : results) out += each.words;
  return out;
}

}  // namespace

TEST_CASE("the order is told as a table with what is next") {
  const auto told = words(upgrade_course_results(cluster(), course()));
  CHECK_THAT(told, Catch::Contains("is on its way to v1.36.3"));
  CHECK_THAT(told, Catch::Contains("w1    kubelet        v1.35.4  kcluster upgrade node --drain"));
  CHECK_THAT(told, Catch::Contains("no    cordoned"));
  CHECK_THAT(told, Catch::Contains("Next, on w1:"));
  CHECK_THAT(told, !Catch::Contains("upgrade plan"));
}

TEST_CASE("programs get the same") {
  const auto results = upgrade_course_results(cluster(), course());
  CHECK(value(results, "target") == "v1.36.3");
  CHECK(value(results, "clusterVersion") == "v1.36.3");
  CHECK(value(results, "state") == "begun");
  CHECK(value(results, "order")[1] == Json{{"node", "w1"},
                                           {"part", "kubelet"},
                                           {"runs", "v1.35.4"},
                                           {"command", "kcluster upgrade node --drain"},
                                           {"done", false},
                                           {"note", "cordoned"}});
}

TEST_CASE("an upgrade that is not begun is looked at first") {
  auto possible = course();
  possible.begun = false;
  const auto results = upgrade_course_results(cluster(), possible);
  CHECK(value(results, "state") == "possible");
  CHECK_THAT(words(results), Catch::Contains("kcluster upgrade plan v1.36.3"));
}

TEST_CASE("without a newer version there is no order, and what was not seen is told with one") {
  const auto none = upgrade_course_results(cluster(), {});
  CHECK(value(none, "target").is_null());
  CHECK(value(none, "state") == "current");
  CHECK_THAT(words(none), Catch::Contains("kcluster upgrade plan VERSION"));
  auto seen = cluster();
  seen.unseen = {"etcd: refused"};
  CHECK_THAT(words(upgrade_course_results(seen, course())), Catch::Contains("etcd: refused"));
}

}  // namespace kcluster
