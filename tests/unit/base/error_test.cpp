#include "base/error.h"

#include <catch2/catch.hpp>

using namespace kcluster;

TEST_CASE("an error reads as cause, findings, place and remedy") {
  Error error("two checks failed", "mend them", Exit::preflight);
  error.during = {"phase preflight"};
  error.findings = {{Finding::Weight::error, "Swap", "", "swap is on", "swapoff -a"},
                    {Finding::Weight::warning, "networking", "c.yaml:3", "odd", ""}};
  CHECK(render(error) ==
        "error: two checks failed\n"
        "  [ERROR] Swap: swap is on\n"
        "      try: swapoff -a\n"
        "  [WARNING] c.yaml:3: networking: odd\n"
        "  during: phase preflight\n"
        "  try: mend them\n");
}
