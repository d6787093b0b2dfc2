#include "report/doctor.h"

#include <catch2/catch.hpp>

#include "base/text.h"
#include "report/wrap.h"

namespace kcluster {
namespace {

Ailment ailment(const std::string& name, const std::string& subject,
                std::vector<std::string> follows = {}) {
  Ailment made;
  made.name = name;
  made.summary = "summary of " + name;
  made.proof = {subject, "it has a fault", {"a line"}, "`mend it`"};
  made.follows_from = std::move(follows);
  return made;
}

DoctorReport report() {
  DoctorReport made;
  made.when = Time(Seconds(1800000000));
  made.node = "node-1";
  made.role = Examination::Role::control_plane;
  made.ailments = {ailment("disk-full", "/var"), ailment("etcd-down", "etcd", {"disk-full"}),
                   ailment("api-down", "kube-apiserver", {"etcd-down"})};
  return made;
}

}  // namespace

TEST_CASE("the root comes first, with evidence and remedy, then what follows from it") {
  CHECK(table(report()) ==
        "ROOT CAUSE: summary of disk-full (disk-full)\n"
        "  where:    /var\n"
        "  what:     it has a fault\n"
        "  shown by: a line\n"
        "  remedy:   `mend it`\n"
        "  follows:  etcd: it has a fault\n"
        "            kube-apiserver: it has a fault\n");
}

TEST_CASE("a healthy node is told in one line, with what was not seen") {
  DoctorReport healthy;
  healthy.node = "node-1";
  healthy.unseen = {"etcd: no answer"};
  CHECK(table(healthy) == "nothing is wrong with node-1\n\nnot seen:   etcd: no answer\n");
  CHECK(to_json(healthy)["healthy"] == true);
}

TEST_CASE("a risk is told, and the node counts as healthy") {
  auto risky = report();
  risky.ailments = {ailment("swap-on", "kubelet")};
  risky.ailments[0].weight = AilmentRow::Weight::risk;
  CHECK(risky.roots() == 0);
  CHECK_THAT(table(risky), Catch::Contains("RISK: summary of swap-on"));
  CHECK(to_json(risky)["risks"].size() == 1);
}

TEST_CASE("as JSON causes stand roots first, each with what it follows from") {
  const auto root = to_json(report());
  CHECK(root["apiVersion"] == "kcluster/v1");
  CHECK(root["kind"] == "Diagnosis");
  CHECK(root["healthy"] == false);
  CHECK(root["role"] == "control-plane");
  CHECK(root["causes"][0]["name"] == "disk-full");
  CHECK(root["causes"][0]["root"] == true);
  CHECK(root["causes"][2]["followsFrom"] == Json::array({"etcd-down"}));
}

TEST_CASE("a consequence of two roots is told below the first one") {
  auto two = report();
  two.ailments.push_back(ailment("clock", "clock"));
  two.ailments.push_back(ailment("not-ready", "node-1", {"disk-full", "clock"}));
  const auto text = table(two);
  CHECK(text.find("node-1: it has") < text.find("ROOT CAUSE: summary of clock"));
  CHECK(text.find("node-1: it has") == text.rfind("node-1: it has"));
}

TEST_CASE("lines are eighty columns wide, commands stay whole") {
  const std::string command = "`" + std::string(90, 'x') + " y`";
  const auto text = wrapped("  remedy:",
                            "word " + command + " " + std::string(200, ' ') +
                                "a b c d e f g h i j k l m n o p q r s t u v w x y z "
                                "a b c d e f g h i j k l m n o p q r s t u v w x y z",
                            12);
  for (const auto& line : split(text, '\n'))
    CHECK((line.size() <= 80 || line.find(command) != line.npos));
  CHECK(text.find(command) != text.npos);
}

}  // namespace kcluster
