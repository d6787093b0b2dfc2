#include "pki/request.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

TEST_CASE("a request is PEM, with or without names") {
  const auto key = Key::make(Algorithm::ecdsa_p256);
  const auto plain = request_pem({"system:node:a", {"system:nodes"}}, {}, key);
  CHECK(plain.starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
  CHECK(request_pem({"a", {}}, {{"a.org"}, {"10.0.0.1"}}, key).size() > plain.size());
  CHECK_THROWS_AS(request_pem({"a", {}}, {{}, {"10.0.0"}}, key), Error);
}
