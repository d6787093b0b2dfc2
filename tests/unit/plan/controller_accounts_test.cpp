#include "plan/controller_accounts.h"

#include <algorithm>
#include <catch2/catch.hpp>

namespace kcluster {

TEST_CASE("the controllers that sign certificates and cluster-info have accounts") {
  const auto names = plan_controller_accounts({});
  for (const char* name : {"certificate-controller", "bootstrap-signer", "token-cleaner"})
    CHECK(std::count(names.begin(), names.end(), name) == 1);
  CHECK(std::is_sorted(names.begin(), names.end()));
}

TEST_CASE("who chooses the controllers or their credentials leaves the accounts to them") {
  Config chosen;
  chosen.cluster.controller_manager.extra_args = {{"controllers", "*,-ttl-controller"}};
  CHECK(plan_controller_accounts(chosen).empty());
  chosen.cluster.controller_manager.extra_args = {{"use-service-account-credentials", "false"}};
  CHECK(plan_controller_accounts(chosen).empty());
}

}  // namespace kcluster
