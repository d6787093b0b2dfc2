#include "host/routes.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"

using namespace kcluster;

TEST_CASE("routes are read as the kernel writes them") {
  MemoryFiles files;
  files.write(
      "/proc/net/route",
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT \n"
      "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0\n"
      "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n",
      {0444});
  files.write("/proc/net/ipv6_route",
              "fd000000000000000000000000000000 40 00000000000000000000000000000000 00 "
              "00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0\n",
              {0444});
  const auto routes = read_routes(files);
  REQUIRE(routes.size() == 3);
  CHECK(routes[0].destination.text() == "0.0.0.0/0");
  CHECK(routes[0].gateway.text() == "192.0.2.1");
  CHECK(routes[1].destination.text() == "192.0.2.0/24");
  CHECK(routes[1].gateway.unspecified());
  CHECK(routes[2].destination.text() == "fd00::/64");
  CHECK(routes[2].interface == "eth0");
}

TEST_CASE("a host without routes has none") { CHECK(read_routes(MemoryFiles()).empty()); }
