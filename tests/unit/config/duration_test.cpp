#include "config/duration.h"

#include <catch2/catch.hpp>

using namespace kcluster;
using namespace std::chrono_literals;

TEST_CASE("durations are read as Go reads them") {
  CHECK(parse_duration("1h30m") == 90min);
  CHECK(parse_duration("1.5h") == 90min);
  CHECK(parse_duration("-1m0.5s") == -60500ms);
  CHECK(parse_duration("+5s") == 5s);
  CHECK(parse_duration("0") == Duration::zero());
  CHECK(parse_duration("100ms") == 100ms);
  CHECK(parse_duration("7us8\u00b5s9ns") == 15009ns);
  CHECK(parse_duration(".5s") == 500ms);
  for (const char* bad : {"", "-", "5", "5x", "h", "1h 2m", "1..5s", ".s", "1d", "99999999999h"})
    CHECK_FALSE(parse_duration(bad));
}

TEST_CASE("durations are written as Go writes them") {
  CHECK(duration_text(8760h) == "8760h0m0s");
  CHECK(duration_text(4min) == "4m0s");
  CHECK(duration_text(1500ms) == "1.5s");
  CHECK(duration_text(100ms) == "100ms");
  CHECK(duration_text(1500ns) == "1.5\u00b5s");
  CHECK(duration_text(7ns) == "7ns");
  CHECK(duration_text(Duration::zero()) == "0s");
  CHECK(duration_text(-90s) == "-1m30s");
  CHECK(duration_text(1h + 1ns) == "1h0m0.000000001s");
}
