#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <thread>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/real_clock.h"

namespace kcluster {
namespace {

Missing after(int polls, std::string reason) {
  return [polls, reason]() mutable { return polls-- > 0 ? std::optional(reason) : std::nullopt; };
}

}  // namespace

TEST_CASE("waiting ends as soon as nothing is missing, in the clock's own time") {
  const MemoryClock clock;
  const auto start = clock.now();
  clock.await("the API server", Seconds(240), after(0, ""));
  CHECK(clock.now() == start);
  clock.await("the API server", Seconds(240), after(10, "no answer"));
  CHECK(clock.now() > start);
  CHECK(clock.now() < start + Seconds(20));
}

TEST_CASE("at the limit the last reason and its remedy are in the error") {
  const MemoryClock clock;
  const auto refused = []() -> std::optional<std::string> { throw Silence("refused", "look"); };
  const auto start = clock.now();
  try {
    clock.await("the API server", Seconds(240), refused);
    FAIL("it waited for ever");
  } catch (const Silence&) {
    FAIL("the end of patience is no silence");
  } catch (const Error& error) {
    CHECK(error.what() == std::string("the API server: gave up after 4m0s: refused"));
    CHECK(error.remedy == "look");
  }
  CHECK(clock.now() == start + Seconds(240));
}

TEST_CASE("what is hopeless passes at once") {
  const MemoryClock clock;
  const auto start = clock.now();
  const auto hopeless = []() -> std::optional<std::string> { throw Error("bad certificate"); };
  CHECK_THROWS_WITH(clock.await("x", Seconds(9), hopeless), "bad certificate");
  CHECK(clock.now() == start);
}

TEST_CASE("each new reason is told once, with how long was waited") {
  std::vector<Event> events;
  const MemoryClock clock(Time(), [&events](const Event& event) { events.push_back(event); });
  int polls = 0;
  clock.await("it", Seconds(60), [&polls]() -> std::optional<std::string> {
    ++polls;
    if (polls > 9) return std::nullopt;
    return polls < 5 ? "refused" : "not ready";
  });
  REQUIRE(events.size() == 2);
  CHECK(events[0].text == "refused");
  CHECK(events[1].text == "not ready");
  CHECK(events[1].kind == Event::Kind::waiting);
  CHECK(events[1].done > events[0].done);
  CHECK(events[1].total == 60000);
}

TEST_CASE("spans read as people say them") {
  CHECK(in_words(Millis(200)) == "200ms");
  CHECK(in_words(Millis(1500)) == "1.5s");
  CHECK(in_words(Seconds(40)) == "40s");
  CHECK(in_words(Seconds(270)) == "4m30s");
}

TEST_CASE("a signal stops a real wait, and after rearm a new one can run") {
  Interrupt interrupt;
  const RealClock clock(interrupt);
  ::kill(::getpid(), SIGINT);
  const auto never = []() -> std::optional<std::string> { return "never"; };
  CHECK_THROWS_AS(clock.await("it", Seconds(30), never), Interrupted);
  CHECK_THROWS_AS(clock.await("it", Seconds(30), after(0, "")), Interrupted);
  interrupt.rearm();
  clock.await("it", Seconds(30), after(1, "soon"));
  std::thread later([] {
    std::this_thread::sleep_for(Millis(150));
    ::kill(::getpid(), SIGTERM);
  });
  CHECK_THROWS_AS(clock.await("it", Seconds(30), never), Interrupted);
  later.join();
}

}  // namespace kcluster
