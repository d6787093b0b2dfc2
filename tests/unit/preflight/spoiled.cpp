#include "tests/unit/preflight/spoiled.h"

#include <catch2/catch.hpp>

#include "preflight/run.h"

namespace kcluster {
namespace {

std::vector<Finding> judge_node(Node& node) {
  return findings_of(run_checks(init_checks(), node.plan(), node.look()));
}

}  // namespace

void require_each(std::span<const Spoiled> rows) {
  for (const auto& row : rows) {
    INFO(row.title);
    Node node;
    row.spoil(node);
    const auto findings = judge_node(node);
    for (const auto& finding : findings) UNSCOPED_INFO(finding.name << ": " << finding.what);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].name == row.name);
    CHECK((findings[0].weight == row.weight));
    CHECK_THAT(findings[0].what, Catch::Contains(row.says));
    CHECK_THAT(findings[0].remedy, !Catch::Equals(""));
    CHECK_THAT(findings[0].what + findings[0].remedy, !Catch::Contains("secret"));
  }
}

}  // namespace kcluster
