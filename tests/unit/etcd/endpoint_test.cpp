#include "etcd/endpoint.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/etcd.h"

namespace kcluster {

TEST_CASE("client URLs are taken apart") {
  const auto v4 = parse_etcd_endpoint("https://192.168.1.20:2379/");
  CHECK(v4.url == "https://192.168.1.20:2379");
  CHECK(v4.host == "192.168.1.20");
  CHECK(v4.scheme == EtcdEndpoint::Scheme::https);
  const auto v6 = parse_etcd_endpoint("http://[fd00::1]:2379");
  CHECK(v6.host == "fd00::1");
  CHECK(v6.authority == "[fd00::1]:2379");
  CHECK(v6.scheme == EtcdEndpoint::Scheme::http);
  CHECK(parse_etcd_endpoint("https://etcd-0.example.com:23790").host == "etcd-0.example.com");
}

TEST_CASE("a socket of this machine is an endpoint, too") {
  const auto socket = parse_etcd_endpoint("unix:///var/lib/kcluster/etcd_1.sock");
  CHECK(socket.scheme == EtcdEndpoint::Scheme::unix_socket);
  CHECK(socket.authority == "unix:///var/lib/kcluster/etcd_1.sock");
  CHECK(socket.host.empty());
}

TEST_CASE("what is no client URL is refused as the user's slip") {
  for (const char* url :
       {"", "https://", "https://a", "a:2379", "ftp://a:2379", "https://a:0", "https://a:65536",
        "https://a:2379/path", "https://a b:2379", "https://[fd00::1:2379", "https://fd00::1:2379",
        "https://[1.2.3.4]:1", "https://u@a:2379", "https://:2379", "unix://", "unix://a/b",
        "unix:///", "unix:///a/", "unix:///a b", "unix:///a%20b"}) {
    INFO(url);
    try {
      parse_etcd_endpoint(url);
      FAIL("it was taken");
    } catch (const Error& error) {
      CHECK(error.exit == Exit::usage);
    }
  }
}

TEST_CASE("ids are written as etcdctl writes them") {
  CHECK(member_id_text(0x8e9e05c52164694dull) == "8e9e05c52164694d");
  CHECK(member_id_text(0xab) == "ab");
  CHECK(*parse_member_id("8e9e05c52164694d") == 0x8e9e05c52164694dull);
  for (const char* text : {"", "0", "x", "8e9e05c52164694d0", "-1", "ab "})
    CHECK_FALSE(parse_member_id(text));
}

}  // namespace kcluster
