#include "workflow/steps.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

namespace {

struct Plan {
  bool local = true;
  std::vector<std::string>* log = nullptr;
};
using Row = Phase<Plan>;

void note(const Plan& plan, const char* what) { plan.log->push_back(what); }

const Row kCerts[] = {
    {"ca", "authority", [](auto& p, auto&) { note(p, "ca"); }},
    {"apiserver", "server", [](auto& p, auto&) { note(p, "apiserver"); }},
};
const Row kTable[] = {
    {"certs", "certificates", nullptr, kCerts,
     [](auto& p, auto&, auto due) { note(p, due.size() == 2 ? "ahead of 2" : "ahead of 1"); }},
    {"etcd", "etcd's pod", [](auto& p, auto&) { note(p, "etcd"); }, {}, nullptr,
     [](auto& p) { return p.local; }},
    {"fail", "always", [](auto&, auto&) { throw std::runtime_error("boom"); }, {}, nullptr,
     [](auto& p) { return !p.local; }},
};

// The rows under test never reach for a port.
struct Bench {
  Plan plan;
  std::vector<std::string> log, told;
  alignas(Ports) char nothing[sizeof(Ports)] = {};
  Ports& ports = reinterpret_cast<Ports&>(nothing);

  void run(Selection selection, std::stop_token stop = {}) {
    plan.log = &log;
    const auto steps = due_steps<Plan>(kTable, plan, ports, selection);
    run_steps(steps, [&](const Event& e) {
      if (e.kind == Event::Kind::skipped) told.push_back("skipped " + e.subject);
    }, stop);
  }
};

using Log = std::vector<std::string>;

}  // namespace

TEST_CASE("rows run in the table's order, what a group shares first") {
  Bench bench;
  bench.run({});
  CHECK(bench.log == Log{"ahead of 2", "ca", "apiserver", "etcd"});
  CHECK(bench.told == Log{"skipped fail"});
}

TEST_CASE("one phase, one child, or the alias all can be chosen") {
  for (const auto& [only, log] : std::vector<std::pair<std::string, Log>>{
           {"certs", {"ahead of 2", "ca", "apiserver"}},
           {"certs/all", {"ahead of 2", "ca", "apiserver"}},
           {"certs/apiserver", {"ahead of 1", "apiserver"}},
           {"etcd", {"etcd"}}}) {
    Bench bench;
    bench.run({only, {}});
    CHECK(bench.log == log);
  }
}

TEST_CASE("skipped phases stay out, alone or as a group") {
  Bench child, group;
  child.run({"", {"certs/ca"}});
  CHECK(child.log == Log{"ahead of 1", "apiserver", "etcd"});
  group.run({"", {"certs", "etcd"}});
  CHECK(group.log.empty());
}

TEST_CASE("a name that is in no table is refused with the nearest one") {
  Bench bench;
  try {
    bench.run({"", {"certz"}});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
    CHECK(error.remedy == "did you mean certs?");
  }
  CHECK(bench.log.empty());
}

TEST_CASE("a failing row is named and a foreign exception becomes an Error") {
  Bench bench;
  bench.plan.local = false;
  try {
    bench.run({"fail", {}});
    FAIL("passed");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "boom");
    CHECK(error.during == Log{"phase fail"});
  }
}

TEST_CASE("a stop is noticed between rows") {
  Bench bench;
  std::stop_source stop;
  stop.request_stop();
  CHECK_THROWS_AS(bench.run({}, stop.get_token()), Interrupted);
  CHECK(bench.log.empty());
}
