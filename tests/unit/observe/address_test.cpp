#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "observe/node.h"

using namespace kcluster;

namespace {

const std::string kHead = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n";
const std::string kDefault4 = "eth1\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\n";
const std::string kLink4 = "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\n";
const std::string kZero = std::string(32, '0');
const std::string kDefault6 =
    kZero + " 00 " + kZero + " 00 fe800000000000000000000000000001 0 0 0 3 eth2\n";
const std::string kUnreachable6 =
    kZero + " 00 " + kZero + " 00 " + kZero + " ffffffff 1 0 00200200 lo\n";

/// A host with an address at each of its interfaces.
Facts facts() {
  Facts out;
  out.addresses = {{"lo", "127.0.0.1", 8, true, true},
                   {"eth0", "192.0.2.10", 24, true, false},
                   {"eth1", "198.51.100.7", 24, true, false},
                   {"eth2", "2001:db8::7", 64, true, false},
                   {"eth3", "203.0.113.3", 24, false, false}};
  return out;
}

std::string chosen(const std::string& v4, const std::string& v6, const Facts& host = facts()) {
  MemoryFiles files;
  files.write("/proc/net/route", kHead + v4, {0444});
  files.write("/proc/net/ipv6_route", v6, {0444});
  return default_address(files, host);
}

}  // namespace

TEST_CASE("the address is that of the default route's interface") {
  CHECK(chosen(kLink4 + kDefault4, "") == "198.51.100.7");
}

TEST_CASE("IPv4 goes before IPv6") { CHECK(chosen(kDefault4, kDefault6) == "198.51.100.7"); }

TEST_CASE("IPv6 is taken where there is no other") {
  CHECK(chosen(kLink4, kDefault6) == "2001:db8::7");
}

TEST_CASE("a route without a gateway is no way out for IPv6") {
  CHECK(chosen("", kUnreachable6).empty());
}

TEST_CASE("without a default route there is no address") { CHECK(chosen(kLink4, "").empty()); }

TEST_CASE("an interface that is down has no address to offer") {
  auto route = kDefault4;
  route.replace(0, 4, "eth3");
  CHECK(chosen(route, "").empty());
}

TEST_CASE("a second default route helps where the first has no address") {
  auto first = kDefault4;
  first.replace(0, 4, "eth9");
  CHECK(chosen(first + kDefault4, "") == "198.51.100.7");
}

TEST_CASE("a router's address at the loopback serves its link-local uplinks") {
  auto host = facts();
  host.addresses = {{"lo", "127.0.0.1", 8, true, true}, {"lo", "198.51.100.1", 32, true, true}};
  CHECK(chosen(kDefault4, "", host) == "198.51.100.1");
}

TEST_CASE("where the kernel shows no routes any address will do") {
  CHECK(default_address(MemoryFiles(), facts()) == "192.0.2.10");
}

TEST_CASE("lines that are no routes are left out") {
  CHECK(chosen("eth1 0000 xyz\n\neth1\t00000000\tzz0200C0\t3\t0\t0\t0\t00000000\n" + kDefault4,
               "junk\n") == "198.51.100.7");
}
