#include "http/date.h"

#include <catch2/catch.hpp>

using namespace kcluster;

TEST_CASE("the Date of an answer is read in its one allowed form") {
  const auto at = [](const char* text) { return date_of({200, "", {{"date", text}}}); };
  CHECK(std::chrono::system_clock::to_time_t(*at("Sat, 21 Nov 2026 14:30:24 GMT")) == 1795271424);
  for (const char* odd : {"", "now", "Sat, 21 Nov 2026 14:30:24 GMT and more",
                          "Saturday, 21-Nov-26 14:30:24 CET", "Sat, 99 Nov 2026 14:30:24 GMT"})
    CHECK_FALSE(at(odd));
  CHECK_FALSE(date_of({200, "", {}}));
  CHECK(*at("Sat, 21 Nov 5026 14:30:24 GMT") > *at("Sat, 21 Nov 2261 14:30:24 GMT"));
  CHECK(*at("Sat, 21 Nov 0026 14:30:24 GMT") == std::chrono::system_clock::time_point());
}
