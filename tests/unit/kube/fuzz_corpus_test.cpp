#include "tests/fuzz/network_input.cpp"
#include "tests/support/replay.h"

TEST_CASE("what a joining node takes from the network does no harm, whatever it is") {
  CHECK(kcluster::replay("network") >= 20);
}
