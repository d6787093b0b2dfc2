#include <catch2/catch.hpp>

#include "observe/examine_parts.h"
#include "tests/unit/observe/examine_world.h"

namespace kcluster {
namespace {

Container made(const std::string& id, Container::State state, unsigned attempt) {
  Container container;
  container.id = id;
  container.name = "etcd";
  container.pod_namespace = "kube-system";
  container.state = state;
  container.attempt = attempt;
  return container;
}

}  // namespace

TEST_CASE("a silent runtime is told, and the kubelet's journal all the same") {
  ExaminedWorld world;
  world.socket();
  world.cri->silence = "connection refused";
  world.system.machine.journals["kubelet"] = {"one"};
  const auto side = examine_runtime(world.eyes());
  CHECK(side.runtime.silence == "connection refused");
  CHECK(side.told.kubelet == std::vector<std::string>{"one"});
  CHECK_FALSE(side.told.kubelet_active);
}

namespace {

/// Which container of a component is told of that ended once more a minute ago and runs again.
std::string told_of(unsigned attempt, const std::string& unwell) {
  ExaminedWorld world;
  world.socket();
  const auto now = std::chrono::nanoseconds(Time(kExamined).time_since_epoch()).count();
  auto newest = made("b", Container::State::running, attempt);
  newest.created = newest.started = now - 5'000'000'000;
  auto before = made("a", Container::State::exited, attempt - 1);
  before.exit_code = 1;
  before.created = before.started = now - 60'000'000'000;
  before.finished = now - 50'000'000'000;
  world.cri->all = {newest, before};
  const auto side = examine_runtime(world.eyes());
  Examination seen;
  seen.told = side.told;
  seen.components = {{newest.name, unwell}};
  tell_crashes(side.crashes, seen);
  return seen.told.containers.at(0).container.id;
}

}  // namespace

TEST_CASE("of a container that crashes again and again the crash is told") {
  CHECK(told_of(2, "connection refused") == "a");
  CHECK(told_of(9, "") == "a");  // well between two crashes
}

TEST_CASE("a component that was ended to start anew, and is well, does not crash") {
  CHECK(told_of(1, "connection refused") == "b");  // as a renewal of certificates does
  CHECK(told_of(4, "") == "b");                    // and a restore after it
}

}  // namespace kcluster
