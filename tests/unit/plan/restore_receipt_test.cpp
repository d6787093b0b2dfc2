#include "plan/restore_receipt.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

const RestoreSpec kSpec{"20261121T000000Z", "ab12", "a=https://10.0.0.1:2380", "token", 7};

}  // namespace

TEST_CASE("a receipt names its node, its step and its restore") {
  const auto receipt = restore_receipt(kSpec, "cka-control2", RestoreStep::stopped);
  CHECK(receipt.starts_with("cka-control2:stopped:"));
  CHECK(receipt_nodes(kSpec, {receipt}, RestoreStep::stopped) ==
        std::vector<std::string>{"cka-control2"});
}

TEST_CASE("a receipt of another node, step or restore is refused") {
  auto other = kSpec;
  other.token = "another";
  const auto good = restore_receipt(kSpec, "a", RestoreStep::stopped);
  const std::string of_b = "b" + good.substr(1);
  for (const auto& bad : {restore_receipt(kSpec, "a", RestoreStep::built),
                          restore_receipt(other, "a", RestoreStep::stopped), of_b,
                          good.substr(0, good.size() - 1), std::string("a"), std::string()})
    CHECK_THROWS_WITH(receipt_nodes(kSpec, {bad}, RestoreStep::stopped),
                      Catch::Contains("is no receipt of this restore"));
}

}  // namespace kcluster
