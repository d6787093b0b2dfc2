#include "host/process.h"

#include <signal.h>

#include <catch2/catch.hpp>
#include <thread>

#include "base/error.h"
#include "host/interrupt.h"

namespace kcluster {
namespace {

using Clocked = std::chrono::steady_clock;

Outcome sh(const std::string& script, const Bounds& bounds = {}, std::stop_token stop = {}) {
  return run_program({"sh", "-c", script}, bounds, stop);
}

Bounds within(int ms) {
  Bounds bounds;
  bounds.time = std::chrono::milliseconds(ms);
  return bounds;
}

}  // namespace

TEST_CASE("a program's exit status and both streams come back") {
  const auto outcome = sh("echo out; echo err >&2; exit 7");
  CHECK(outcome.exit == 7);
  CHECK(outcome.out == "out\n");
  CHECK(outcome.err == "err\n");
  CHECK(sh("kill -9 $$").exit == 128 + 9);
}

TEST_CASE("arguments reach the program as they are, no shell looks at them") {
  CHECK(run_program({"echo", "$HOME; rm *", "two words"}, {}, {}).out == "$HOME; rm * two words\n");
}

TEST_CASE("a missing program is exit status 127, an unusable one an Error") {
  CHECK(run_program({"kcluster-no-such-program"}, {}, {}).exit == 127);
  CHECK_THROWS_AS(run_program({"/etc/passwd"}, {}, {}), Error);
}

TEST_CASE("a program has no input, the C locale and its signals unblocked") {
  CHECK(run_program({"cat"}, within(5000), {}).out.empty());
  CHECK(sh("echo $LC_ALL").out == "C\n");
  const Interrupt blocks;
  CHECK(sh("kill -TERM $$; echo survived").exit == 128 + SIGTERM);
}

TEST_CASE("much output is read to its end and kept up to the bound") {
  Bounds bounds;
  bounds.output = 1000;
  const auto outcome = sh("head -c 3000000 /dev/zero; echo done >&2", bounds);
  CHECK(outcome.exit == 0);
  CHECK(outcome.out.size() == 1000);
  CHECK(outcome.err == "done\n");
  CHECK(sh("head -c 300000 /dev/zero").out.size() == 300000);
}

TEST_CASE("a program that takes too long is ended, with all it started") {
  const auto start = Clocked::now();
  CHECK_THROWS_WITH(sh("sleep 60 & sleep 60", within(100)), Catch::Contains("within 100ms"));
  CHECK_THROWS_AS(sh("while :; do echo flood; done", within(100)), Error);
  CHECK(Clocked::now() - start < std::chrono::seconds(4));
}

TEST_CASE("a daemon that keeps the output open is not waited for") {
  const auto start = Clocked::now();
  CHECK(sh("sleep 3 & echo started").out == "started\n");
  CHECK(Clocked::now() - start < std::chrono::seconds(2));
}

TEST_CASE("a stop ends the program and is Interrupted") {
  std::stop_source source;
  std::thread later([&source] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    source.request_stop();
  });
  CHECK_THROWS_AS(sh("sleep 60", {}, source.get_token()), Interrupted);
  later.join();
  CHECK_THROWS_AS(sh("sleep 60", {}, source.get_token()), Interrupted);
}

}  // namespace kcluster
