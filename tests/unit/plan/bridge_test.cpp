#include "plan/bridge.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

Cidr cidr(const char* text) { return *parse_cidr(text); }
Ip ip(const char* text) { return *parse_ip(text); }
PodRoute route(const char* pods, const char* via) { return {cidr(pods), ip(via)}; }

BridgeNode node(const char* name, std::vector<const char*> pods, std::vector<const char*> ips) {
  BridgeNode made{name, {}, {}};
  for (const auto* each : pods) made.pods.push_back(cidr(each));
  for (const auto* each : ips) made.addresses.push_back(ip(each));
  return made;
}

/// n1 at 192.168.1.20 with a default route, and n2 beside it.
BridgeSeen pair() {
  BridgeSeen seen;
  seen.node = "n1";
  seen.cluster = {cidr("10.244.0.0/16")};
  seen.nodes = {node("n1", {"10.244.0.0/24"}, {"192.168.1.20"}),
                node("n2", {"10.244.1.0/24"}, {"192.168.1.21"})};
  seen.table = {{cidr("0.0.0.0/0"), ip("192.168.1.1"), true},
                {cidr("192.168.1.0/24"), Ip{}, true},
                {cidr("10.244.0.0/24"), Ip{}, false}};
  return seen;
}

void add(BridgeSeen& seen, const PodRoute& ours) {
  seen.routes.push_back(ours);
  seen.table.push_back({ours.pods, ours.via, true});
}

std::string only_finding(const BridgeWork& work) {
  REQUIRE(work.findings.size() == 1);
  return work.findings[0].name + ": " + work.findings[0].what;
}

}  // namespace

TEST_CASE("the pods of every other node are reached through that node") {
  auto seen = pair();
  const auto work = plan_bridge(seen);
  CHECK(work.pods == std::vector<Cidr>{cidr("10.244.0.0/24")});
  CHECK(work.set == std::vector<PodRoute>{route("10.244.1.0/24", "192.168.1.21")});
  REQUIRE(work.routes.size() == 1);
  CHECK(work.routes[0].node == "n2");
  CHECK(work.remove.empty());
  CHECK(work.findings.empty());
}

TEST_CASE("what is there already is set by nobody again") {
  auto seen = pair();
  add(seen, route("10.244.1.0/24", "192.168.1.21"));
  const auto work = plan_bridge(seen);
  CHECK(work.set.empty());
  CHECK(work.remove.empty());
  CHECK(work.routes.size() == 1);
}

TEST_CASE("a node that left loses its route, one that moved gets another") {
  auto seen = pair();
  add(seen, route("10.244.1.0/24", "192.168.1.99"));
  add(seen, route("10.244.7.0/24", "192.168.1.27"));
  const auto work = plan_bridge(seen);
  CHECK(work.set == std::vector<PodRoute>{route("10.244.1.0/24", "192.168.1.21")});
  CHECK(work.remove == std::vector<PodRoute>{route("10.244.7.0/24", "192.168.1.27")});
}

TEST_CASE("pods keep their addresses among themselves and only among themselves") {
  const auto work = plan_bridge(pair());
  const Masquerade wanted{cidr("10.244.0.0/24"), {cidr("10.244.0.0/16"), cidr("224.0.0.0/4")}};
  CHECK(work.masquerades == std::vector<Masquerade>{wanted});
}

TEST_CASE("with two families each goes its own way") {
  auto seen = pair();
  seen.cluster.push_back(cidr("fd00:1::/48"));
  seen.nodes = {node("n1", {"10.244.0.0/24", "fd00:1::/64"}, {"192.168.1.20", "fd00::20"}),
                node("n2", {"10.244.1.0/24", "fd00:1:0:1::/64"}, {"192.168.1.21", "fd00::21"})};
  seen.table.push_back({cidr("fd00::/64"), *parse_ip("::"), true});
  const auto work = plan_bridge(seen);
  CHECK(work.set == std::vector<PodRoute>{route("10.244.1.0/24", "192.168.1.21"),
                                          route("fd00:1:0:1::/64", "fd00::21")});
  REQUIRE(work.masquerades.size() == 2);
  CHECK(work.masquerades[1].except == std::vector<Cidr>{cidr("fd00:1::/48"), cidr("ff00::/8")});
}

TEST_CASE("a node without an address of the range's family is named") {
  auto seen = pair();
  seen.cluster.push_back(cidr("fd00:1::/48"));
  seen.nodes[1].pods.push_back(cidr("fd00:1:0:1::/64"));
  const auto work = plan_bridge(seen);
  CHECK(only_finding(work).find("no IPv6 address") != std::string::npos);
  CHECK(work.set.size() == 1);
}

TEST_CASE("a node behind a router is named, the others are reached all the same") {
  auto seen = pair();
  seen.nodes.push_back(node("n3", {"10.244.2.0/24"}, {"198.51.100.7"}));
  const auto work = plan_bridge(seen);
  CHECK(only_finding(work) ==
        "node n3: its range 10.244.2.0/24 cannot be reached: the node is not "
        "on a network segment with this one");
  CHECK(work.findings[0].remedy.find("--pod-network FILE") != std::string::npos);
  CHECK(work.set == std::vector<PodRoute>{route("10.244.1.0/24", "192.168.1.21")});
}

TEST_CASE(
    "an address inside a longer routed prefix is not nearby, nor one among this node's pods") {
  auto seen = pair();
  seen.table.push_back({cidr("192.168.1.16/28"), ip("192.168.1.1"), true});
  CHECK(only_finding(plan_bridge(seen)).find("not on a network segment") != std::string::npos);
  seen = pair();
  seen.nodes[1].addresses = {ip("10.244.0.66")};
  CHECK(only_finding(plan_bridge(seen)).find("not on a network segment") != std::string::npos);
}

TEST_CASE("a node that claims a range beyond the cluster's gets no packets") {
  for (const auto* claim : {"10.96.0.0/16", "0.0.0.0/0", "10.0.0.0/8"}) {
    auto seen = pair();
    seen.nodes[1].pods = {cidr(claim)};
    const auto work = plan_bridge(seen);
    CHECK(work.set.empty());
    CHECK(only_finding(work).find("none of the cluster's") != std::string::npos);
  }
}

TEST_CASE("a range belongs to the older node, this node's own to nobody else") {
  auto seen = pair();
  seen.nodes.push_back(node("n0", {"10.244.1.128/25"}, {"192.168.1.22"}));
  CHECK(only_finding(plan_bridge(seen)).find("node n0: its range 10.244.1.128/25 belongs") == 0);
  seen = pair();
  seen.nodes.insert(seen.nodes.begin(), node("n0", {"10.244.0.0/24"}, {"192.168.1.22"}));
  const auto work = plan_bridge(seen);
  CHECK(only_finding(work).find("belongs to an older node") != std::string::npos);
  CHECK(work.set == std::vector<PodRoute>{route("10.244.1.0/24", "192.168.1.21")});
}

TEST_CASE("another hand's route is left alone, and named when it leads elsewhere") {
  auto seen = pair();
  seen.table.push_back({cidr("10.244.1.0/24"), ip("192.168.1.21"), true});
  auto work = plan_bridge(seen);
  CHECK(work.set.empty());
  CHECK(work.findings.empty());
  seen.table.back().gateway = ip("192.168.1.1");
  work = plan_bridge(seen);
  CHECK(work.set.empty());
  CHECK(only_finding(work).find("led elsewhere") != std::string::npos);
}

TEST_CASE("this node must be known and have a range of the cluster's") {
  auto seen = pair();
  seen.nodes[0].pods.clear();
  CHECK_THROWS_WITH(plan_bridge(seen), Catch::Contains("no range"));
  seen.nodes[0].pods = {cidr("10.99.0.0/24")};
  CHECK_THROWS_WITH(plan_bridge(seen), Catch::Contains("none of the cluster's"));
  seen.nodes.erase(seen.nodes.begin());
  CHECK_THROWS_WITH(plan_bridge(seen), Catch::Contains("knows no node n1"));
}

}  // namespace kcluster
