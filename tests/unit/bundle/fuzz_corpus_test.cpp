#include "tests/fuzz/bundle_file.cpp"
#include "tests/support/replay.h"

TEST_CASE("whatever stands in a bundle does no harm") { CHECK(kcluster::replay("bundle") >= 10); }
