#include "tests/fuzz/archive_file.cpp"
#include "tests/support/replay.h"

TEST_CASE("whatever stands in an archive does no harm") {
  CHECK(kcluster::replay("archive") >= 30);
}
