#include "tests/fuzz/serving_request.cpp"
#include "tests/support/replay.h"

TEST_CASE("no request for a serving certificate harms who judges it") {
  CHECK(kcluster::replay("serving") >= 20);
}
