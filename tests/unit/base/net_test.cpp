#include "base/net.h"

#include <catch2/catch.hpp>

using namespace kcluster;

TEST_CASE("addresses are read strictly and written canonically") {
  CHECK(parse_ip("10.0.0.1")->text() == "10.0.0.1");
  CHECK(parse_ip("FD00:0::1")->text() == "fd00::1");
  CHECK(parse_ip("::ffff:10.0.0.1")->text() == "10.0.0.1");
  for (const char* bad :
       {"", "10.0.0", "010.0.0.1", "10.0.0.256", "fe80::1%eth0", "a.b.c.d", "1.2.3.4 "})
    CHECK_FALSE(parse_ip(bad));
}

TEST_CASE("a network clears its host bits and knows what it contains") {
  const auto cidr = *parse_cidr("10.96.5.7/12");
  CHECK(cidr.text() == "10.96.0.0/12");
  CHECK(cidr.host_bits() == 20);
  CHECK(cidr.contains(*parse_ip("10.111.255.255")));
  CHECK_FALSE(cidr.contains(*parse_ip("10.112.0.0")));
  CHECK_FALSE(cidr.contains(*parse_ip("fd00::1")));
  for (const char* bad :
       {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/08", "x/8"})
    CHECK_FALSE(parse_cidr(bad));
}

TEST_CASE("networks overlap when one holds the other") {
  CHECK(parse_cidr("10.0.0.0/8")->overlaps(*parse_cidr("10.96.0.0/12")));
  CHECK(parse_cidr("10.96.0.0/12")->overlaps(*parse_cidr("10.0.0.0/8")));
  CHECK_FALSE(parse_cidr("10.96.0.0/12")->overlaps(*parse_cidr("10.244.0.0/16")));
  CHECK_FALSE(parse_cidr("0.0.0.0/0")->overlaps(*parse_cidr("::/0")));
}

TEST_CASE("the nth address counts from the network's own, carries, and stops at its end") {
  CHECK(nth_address(*parse_cidr("10.96.0.0/12"), 1) == "10.96.0.1");
  CHECK(nth_address(*parse_cidr("10.96.0.0/12"), 10) == "10.96.0.10");
  CHECK(nth_address(*parse_cidr("10.96.0.0/12"), 300) == "10.96.1.44");
  CHECK(nth_address(*parse_cidr("fd00:1::/108"), 10) == "fd00:1::a");
  CHECK(nth_address(*parse_cidr("10.0.0.0/30"), 3) == "10.0.0.3");
  CHECK(nth_address(*parse_cidr("10.0.0.0/30"), 4).empty());
  CHECK(nth_address(*parse_cidr("10.0.0.1/32"), 1).empty());
}

TEST_CASE("lists of networks are all or nothing") {
  CHECK(parse_cidrs("10.0.0.0/8,fd00::/64")->size() == 2);
  CHECK(parse_cidrs("")->empty());
  CHECK_FALSE(parse_cidrs("10.0.0.0/8,"));
  CHECK_FALSE(parse_cidrs("10.0.0.0/8, fd00::/64"));
}

TEST_CASE("which addresses can be advertised") {
  CHECK(parse_ip("192.168.0.1")->global_unicast());
  CHECK(parse_ip("fd00::1")->global_unicast());
  for (const char* no : {"0.0.0.0", "127.0.0.1", "::1", "169.254.1.1", "224.0.0.1", "fe80::1",
                         "ff02::1", "255.255.255.255"})
    CHECK_FALSE(parse_ip(no)->global_unicast());
}
