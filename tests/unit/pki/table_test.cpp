#include "pki/table.h"

#include <catch2/catch.hpp>
#include <set>

using namespace kcluster;

TEST_CASE("every authority stands before those it signs") {
  std::set<std::string_view> seen;
  for (const auto& row : certificate_table()) {
    CHECK((row.authority.empty() || seen.count(row.authority) == 1));
    CHECK(seen.insert(row.name).second);
    CHECK((row.authority.empty() == row.usages.empty()));
  }
  CHECK(seen.size() == 10);
}
