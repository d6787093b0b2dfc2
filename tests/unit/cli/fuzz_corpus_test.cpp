#include "tests/fuzz/cluster_answers.cpp"
#include "tests/support/replay.h"

TEST_CASE("no answer of a cluster harms the node that joins it") {
  CHECK(kcluster::replay("answers") >= 40);
}
