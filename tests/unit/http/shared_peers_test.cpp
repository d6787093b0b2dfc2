#include "http/shared_peers.h"

#include <catch2/catch.hpp>

#include "http/memory_http.h"

namespace kcluster {
namespace {

Endpoint endpoint(const std::string& key) {
  Endpoint made{"https://192.168.1.20:6443", "authority", "certificate"};
  made.client_key = std::make_shared<const Secret>(key);
  return made;
}

}  // namespace

TEST_CASE("equal endpoints share a peer, every other field makes one of its own") {
  int made = 0;
  SharedPeers peers([&](const Endpoint&) {
    ++made;
    return std::make_shared<MemoryHttp>();
  });
  const auto first = peers.peer(endpoint("key"));
  CHECK(peers.peer(endpoint("key")) == first);
  CHECK(made == 1);
  void (*const changes[])(Endpoint&) = {
      [](Endpoint& e) { e.url += "0"; },
      [](Endpoint& e) { e.authorities = ""; },
      [](Endpoint& e) { e.client_certificate = "another"; },
      [](Endpoint& e) { e.client_key = nullptr; },
      [](Endpoint& e) { e.client_key = std::make_shared<const Secret>("another"); },
      [](Endpoint& e) { e.token = std::make_shared<const Secret>("token"); },
      [](Endpoint& e) { e.verify = Endpoint::Verify::no; },
      [](Endpoint& e) { e.server_name = "name"; },
      [](Endpoint& e) { e.timeout = std::chrono::seconds(1); }};
  for (const auto change : changes) {
    auto other = endpoint("key");
    change(other);
    CHECK(peers.peer(other) != first);
  }
  CHECK(made == 10);
}

}  // namespace kcluster
