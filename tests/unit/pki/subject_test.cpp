#include "pki/subject.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;
using Names = std::vector<std::string>;

TEST_CASE("every algorithm of the configuration is known, nothing else") {
  CHECK(parse_algorithm("RSA-4096") == Algorithm::rsa_4096);
  CHECK(parse_algorithm("ECDSA-P384") == Algorithm::ecdsa_p384);
  CHECK_FALSE(parse_algorithm("rsa-2048"));
  CHECK_FALSE(parse_algorithm(""));
}

TEST_CASE("names are sorted, addresses stay in order, each is there once") {
  const auto sans = tidy({{"b", "a", "b"}, {"10.0.0.2", "10.0.0.1", "10.0.0.2", "::0:1"}});
  CHECK(sans == Sans{{"a", "b"}, {"10.0.0.2", "10.0.0.1", "::1"}});
  CHECK_THROWS_AS(tidy({{}, {"10.0.0"}}), Error);
}

TEST_CASE("a missing name is found, wildcards and case considered") {
  const Sans have{{"*.x.org", "Node"}, {"fd00::1"}};
  CHECK(missing_sans(have, {{"a.x.org", "node"}, {"fd00:0::1"}}).empty());
  CHECK(missing_sans(have, {{"*.x.org"}, {}}).empty());
  CHECK(missing_sans(have, {{"b.a.x.org", "x.org"}, {"10.0.0.1"}}) ==
        Names{"b.a.x.org", "x.org", "10.0.0.1"});
}
