#include "base/text.h"

#include <catch2/catch.hpp>

using namespace kcluster;

TEST_CASE("base64 goes there and back, in both alphabets and with or without padding") {
  for (const std::string bytes : {"", "f", "fo", "foo", "foob", "\xff\xfe\xfd\xfc"}) {
    CHECK(unbase64(base64(bytes)) == bytes);
    CHECK(unbase64(base64url(bytes)) == bytes);
  }
  CHECK(base64("foob") == "Zm9vYg==");
  CHECK(base64url("\xff\xfe") == "__4");
  CHECK_FALSE(unbase64("no spaces"));
}

TEST_CASE("a slip of the pen is recognised, another word is not") {
  const std::vector<std::string> known{"podSubnet", "serviceSubnet", "dnsDomain"};
  CHECK(did_you_mean("podSubnets", known) == "podSubnet");
  CHECK(did_you_mean("podsubnet", known) == "podSubnet");
  CHECK_FALSE(did_you_mean("taints", known));
}

TEST_CASE("splitting keeps empty parts and joining is its inverse") {
  CHECK(split("a,,b", ',') == std::vector<std::string>{"a", "", "b"});
  CHECK(join(split("a,,b", ','), ",") == "a,,b");
  CHECK(trim("  x y\n") == "x y");
}
