#include "host/pod_routes.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/process.h"
#include "tests/support/private_network.h"

namespace kcluster {
namespace {

PodRoute route(const char* pods, const char* via) { return {*parse_cidr(pods), *parse_ip(via)}; }

void within(const std::function<void()>& work) {
  if (PrivateNetwork::possible())
    PrivateNetwork::within(work);
  else
    WARN("left out: a network of its own needs root");
}

// A route by another hand: the same, with protocol static.
void foreign(const char* pods, const char* via) {
  const auto cidr = *parse_cidr(pods);
  const auto gateway = *parse_ip(via);
  rtmsg body{};
  body.rtm_family = AF_INET;
  body.rtm_table = RT_TABLE_MAIN;
  body.rtm_protocol = RTPROT_STATIC;
  body.rtm_type = RTN_UNICAST;
  body.rtm_dst_len = static_cast<unsigned char>(cidr.prefix);
  NetlinkMessage made(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_ACK,
                      {reinterpret_cast<const char*>(&body), sizeof body});
  made.add(RTA_DST, {reinterpret_cast<const char*>(cidr.network.bytes.data()), 4});
  made.add(RTA_GATEWAY, {reinterpret_cast<const char*>(gateway.bytes.data()), 4});
  Netlink(NETLINK_ROUTE).send({made});
}

}  // namespace

TEST_CASE("routes of both families are set, led another way, read back and taken away") {
  within([] {
    CHECK(read_pod_routes().empty());
    const auto four = route("10.244.1.0/24", "192.0.2.9");
    const auto six = route("fd00:1:1::/64", "fd00::9");
    write_pod_route(four);
    write_pod_route(six);
    CHECK(read_pod_routes() == std::vector<PodRoute>{four, six});
    const auto moved = route("10.244.1.0/24", "192.0.2.10");
    const auto moved_six = route("fd00:1:1::/64", "fd00::10");
    write_pod_route(moved);
    write_pod_route(moved_six);
    CHECK(read_pod_routes() == std::vector<PodRoute>{moved, moved_six});
    delete_pod_route(four);  // no longer there
    CHECK(read_pod_routes().size() == 2);
    delete_pod_route(moved);
    delete_pod_route(moved_six);
    CHECK(read_pod_routes().empty());
  });
}

TEST_CASE("a route by another hand is neither ours nor replaced") {
  within([] {
    foreign("10.244.1.0/24", "192.0.2.9");
    CHECK(read_pod_routes().empty());
    CHECK_THROWS_WITH(write_pod_route(route("10.244.1.0/24", "192.0.2.10")),
                      Catch::Contains("another route"));
    delete_pod_route(route("10.244.1.0/24", "192.0.2.9"));
    const auto listed = run_program({"ip", "route", "show", "10.244.1.0/24"}, {}, {});
    CHECK(listed.out.find("192.0.2.9") != std::string::npos);
  });
}

TEST_CASE("a node beyond the segment cannot be a way") {
  within([] {
    CHECK_THROWS_AS(write_pod_route(route("10.244.1.0/24", "198.51.100.1")), Error);
    CHECK(read_pod_routes().empty());
  });
}

}  // namespace kcluster
