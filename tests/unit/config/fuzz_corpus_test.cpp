#include "tests/fuzz/config_loader.cpp"
#include "tests/support/replay.h"

TEST_CASE("the loader takes every file of its fuzz corpus without harm") {
  CHECK(kcluster::replay("config") >= 15);
}
