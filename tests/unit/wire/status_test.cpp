#include "wire/status.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

using Code = CallStatus::Code;
using Headers = std::map<std::string, std::string>;

Headers grpc(Headers more) {
  more["content-type"] = "application/grpc+proto";
  return more;
}

}  // namespace

TEST_CASE("a status is read from the trailers, its message decoded") {
  CHECK(read_status(200, grpc({{"grpc-status", "0"}})).ok());
  const auto status =
      read_status(200, grpc({{"grpc-status", "14"}, {"grpc-message", "no%20leader%"}}));
  CHECK(status.code == Code::unavailable);
  CHECK(status.message == "no leader%");
}

TEST_CASE("an answer without a status, or with none of gRPC's, is no success") {
  CHECK(read_status(200, grpc({})).code == Code::internal);
  for (const char* said : {"", "17", "-1", "0x0", "99999999999999999999999", "0 "})
    CHECK(read_status(200, grpc({{"grpc-status", said}})).code != Code::ok);
}

TEST_CASE("what speaks no gRPC is told by HTTP's status") {
  CHECK(read_status(200, {{"content-type", "text/html"}, {"grpc-status", "0"}}).code ==
        Code::unknown);
  CHECK(read_status(200, {}).code == Code::unknown);
  CHECK(read_status(404, grpc({{"grpc-status", "0"}})).code == Code::unimplemented);
  CHECK(read_status(503, {}).code == Code::unavailable);
  CHECK(read_status(403, {}).code == Code::permission_denied);
  CHECK(read_status(0, {}).code == Code::unknown);
}

TEST_CASE("percent signs that introduce nothing stay") {
  CHECK(percent_decoded("a%41%e2%82%ac") == "aA\xe2\x82\xac");
  CHECK(percent_decoded("%") == "%");
  CHECK(percent_decoded("%4") == "%4");
  CHECK(percent_decoded("%zz%-1%+1") == "%zz%-1%+1");
}

}  // namespace kcluster
