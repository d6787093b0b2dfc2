#include "preflight/run.h"

#include <catch2/catch.hpp>
#include <set>

#include "base/error.h"
#include "tests/unit/preflight/sound_node.h"

using namespace kcluster;

namespace {

std::vector<Finding> content(const CheckPlan&, const Look&) { return {}; }
std::vector<Finding> two(const CheckPlan&, const Look&) {
  return {{Finding::Weight::warning, "Two-a", "", "a", ""},
          {Finding::Weight::error, "Two-b", "", "b", "mend b"}};
}
std::vector<Finding> broken(const CheckPlan&, const Look&) {
  throw std::runtime_error("no such luck");
}
std::vector<Finding> failing(const CheckPlan&, const Look&) {
  throw Error("cannot read", "try root");
}
std::vector<Finding> stopped(const CheckPlan&, const Look&) { throw Interrupted(); }

constexpr Check kRows[] = {{"First", "the first", content},
                           {"Two", "the second", two},
                           {"Broken", "the third", broken},
                           {"Failing", "the fourth", failing}};
constexpr Check kStopped[] = {{"First", "the first", content}, {"Stop", "stops", stopped}};

std::vector<Checked> run_rows() {
  SoundNode node;
  return run_checks(kRows, node.plan(), node.look());
}

}  // namespace

TEST_CASE("outcomes stand in the table's order, with rows that found nothing") {
  const auto checks = run_rows();
  REQUIRE(checks.size() == 4);
  CHECK(checks[0].name == "First");
  CHECK(checks[0].summary == "the first");
  CHECK(checks[0].findings.empty());
  CHECK(checks[1].findings.size() == 2);
}

TEST_CASE("what a check throws is an error of its name") {
  const auto findings = findings_of(run_rows());
  REQUIRE(findings.size() == 4);
  CHECK(findings[2].name == "Broken");
  CHECK_THAT(findings[2].what, Catch::Contains("no such luck"));
  CHECK(findings[3].name == "Failing");
  CHECK(findings[3].remedy == "try root");
  CHECK((findings[3].weight == Finding::Weight::error));
}

TEST_CASE("an interruption is no finding") {
  SoundNode node;
  CHECK_THROWS_AS(run_checks(kStopped, node.plan(), node.look()), Interrupted);
}

TEST_CASE("an ignored error becomes a warning, in any case of its name") {
  auto findings = findings_of(run_rows());
  const std::vector<std::string> names{"two-B", " BROKEN "};
  apply_ignores(findings, names);
  CHECK((findings[1].weight == Finding::Weight::warning));
  CHECK((findings[2].weight == Finding::Weight::warning));
  CHECK((findings[3].weight == Finding::Weight::error));
}

TEST_CASE("all ignores everything") {
  auto checks = run_rows();
  const std::vector<std::string> names{"All"};
  apply_ignores(checks, names);
  CHECK_NOTHROW(judge(findings_of(checks)));
}

TEST_CASE("the verdict carries every finding and exits with 2") {
  try {
    judge(findings_of(run_rows()));
    FAIL("passed");
  } catch (const Error& failure) {
    CHECK((failure.exit == Exit::preflight));
    CHECK(failure.findings.size() == 4);
    CHECK_THAT(failure.what(), Catch::Contains("3 checks failed"));
    CHECK_THAT(failure.remedy, Catch::Contains("--ignore-preflight-errors"));
  }
}

TEST_CASE("warnings alone pass") {
  CHECK_NOTHROW(judge({{Finding::Weight::warning, "Two-a", "", "a", ""}}));
}

TEST_CASE("every row of init has a name of its own and words for the table") {
  std::set<std::string_view> names;
  for (const auto& row : init_checks()) {
    CHECK(names.insert(row.name).second);
    CHECK_FALSE(row.summary.empty());
    CHECK(row.test != nullptr);
  }
}
