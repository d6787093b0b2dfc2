#include "kubernetes/versions.h"

#include <catch2/catch.hpp>

using namespace kcluster;

TEST_CASE("versions are read strictly and written back") {
  CHECK(Version::parse("v1.36.3")->text() == "v1.36.3");
  CHECK(Version::parse("1.37.0-rc.1+build")->text() == "v1.37.0-rc.1");
  for (const char* bad : {"", "v", "1.36", "v1.36.x", "v1.036.3", "1.36.3.4", "v1.36.3-", "-1.2.3"})
    CHECK_FALSE(Version::parse(bad));
}

TEST_CASE("versions order as SemVer orders them") {
  const char* ascending[] = {"v1.35.9", "v1.36.0-alpha.1", "v1.36.0-alpha.2", "v1.36.0-alpha.10",
                             "v1.36.0-rc.0", "v1.36.0", "v1.36.1", "v1.100.0"};
  for (std::size_t i = 1; i < std::size(ascending); ++i)
    CHECK(*Version::parse(ascending[i - 1]) < *Version::parse(ascending[i]));
}

TEST_CASE("only known minors have their companions") {
  CHECK(find_minor(*Version::parse("v1.36.3"))->etcd == "3.6.8-0");
  CHECK(find_minor(*Version::parse("v1.33.0")) == nullptr);
  CHECK(find_minor(*Version::parse("v2.36.0")) == nullptr);
}
