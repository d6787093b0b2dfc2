#include "phases/preflight.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "tests/support/spoken_cri.h"

using namespace kcluster;

namespace {

using Names = std::vector<std::string>;

struct Pull {
  void run() {
    pull_images(plan, cri, clock, [this](const Event& event) {
      if (event.kind == Event::Kind::warning) warnings.push_back(event.subject);
    });
  }
  PullPlan plan{{"a", "b", "c"}, PullPlan::Policy::if_not_present, PullPlan::Order::serial, {}};
  SpokenCri cri;
  MemoryClock clock;
  Names warnings;
};

}  // namespace

TEST_CASE("only missing images are pulled, and none by a second run") {
  Pull pull;
  pull.cri.there = {"b"};
  pull.run();
  CHECK(pull.cri.pulled == Names{"a", "c"});
  pull.run();
  CHECK(pull.cri.pulled.size() == 2);
}

TEST_CASE("the policies Always and Never are kept to") {
  Pull pull;
  pull.cri.there = {"a", "b", "c"};
  pull.plan.policy = PullPlan::Policy::always;
  pull.run();
  CHECK(pull.cri.pulled == pull.plan.images);
  pull.plan.policy = PullPlan::Policy::never;
  pull.cri.there.clear();
  pull.run();
  CHECK(pull.cri.pulled.size() == 3);
}

TEST_CASE("a pull is tried five times with waits between") {
  Pull pull;
  pull.cri.failures_left = 4;
  const auto before = pull.clock.now();
  pull.run();
  CHECK(pull.cri.pulled == Names{"a", "a", "a", "a", "a", "b", "c"});
  CHECK(pull.clock.now() - before >= Seconds(4));
}

TEST_CASE("images that do not come are all named, as ImagePull") {
  for (const auto order : {PullPlan::Order::serial, PullPlan::Order::parallel}) {
    Pull pull;
    pull.plan.order = order;
    pull.cri.failures_left = 15;
    try {
      pull.run();
      FAIL("passed");
    } catch (const Error& failure) {
      CHECK((failure.exit == Exit::preflight));
      REQUIRE(failure.findings.size() == 3);
      CHECK(failure.findings[0].name == "ImagePull");
      CHECK_THAT(failure.findings[0].what, Catch::Contains("a cannot be pulled"));
      CHECK_THAT(failure.findings[2].what, Catch::Contains("the registry says no to c"));
    }
  }
}

TEST_CASE("an ignored ImagePull is told and let pass") {
  Pull pull;
  pull.plan.ignored = {"imagepull"};
  pull.cri.failures_left = 15;
  pull.run();
  CHECK(pull.warnings == Names{"ImagePull", "ImagePull", "ImagePull"});
}

TEST_CASE("images are pulled side by side where that is wanted") {
  Pull pull;
  pull.plan.order = PullPlan::Order::parallel;
  pull.run();
  CHECK(pull.cri.there.size() == 3);
}

TEST_CASE("an unfit node stops the phase, ignored errors are told as warnings") {
  const MemoryFiles files;
  const MemorySystem system;
  const MemoryClock clock;
  const auto cri = std::make_shared<SpokenCri>();
  const Look look{files,
                  system,
                  clock,
                  [&](const std::string&) { return cri; },
                  [](const Endpoint&) { return nullptr; },
                  [](const std::string&) { return std::nullopt; }};
  PreflightPlan plan;
  plan.checks.node_name = "node-1";
  try {
    preflight(plan, init_checks(), look, {});
    FAIL("passed");
  } catch (const Error& failure) {
    CHECK((failure.exit == Exit::preflight));
    CHECK(failure.findings.size() > 3);
  }
  plan.ignored = {"all"};
  unsigned told = 0;
  preflight(plan, init_checks(), look,
            [&](const Event& event) { told += event.kind == Event::Kind::warning; });
  CHECK(told > 3);
}
