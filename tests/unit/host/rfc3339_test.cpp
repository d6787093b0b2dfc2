#include "host/rfc3339.h"

#include <catch2/catch.hpp>

namespace kcluster {

TEST_CASE("times of any zone become UTC") {
  CHECK(utc("2026-11-22T14:30:24Z") == "2026-11-22T14:30:24Z");
  CHECK(utc("2026-11-22T01:30:24.5+02:00") == "2026-11-21T23:30:24Z");
  CHECK(utc("2026-11-22T23:30:00-01:30") == "2026-11-23T01:00:00Z");
  for (const auto* bad : {"", "tomorrow", "2026-11-22", "2026-11-22T14:30:24",
                          "2026-11-22T14:30:24Zx", "2026-11-22T14:30:24+2:00"})
    CHECK_FALSE(utc(bad));
}

TEST_CASE("times beyond the clock's years are taken for its ends") {
  CHECK(*parse_time("9999-12-31T23:59:59Z") > *parse_time("2261-01-01T00:00:00+01:00"));
  CHECK(*parse_time("0001-01-01T00:00:00Z") == Time());
}

}  // namespace kcluster
