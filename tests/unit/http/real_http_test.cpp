#include "http/real_http.h"

#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "tests/support/peer.h"

namespace kcluster {
namespace {

std::shared_ptr<Http> client(const Peer& peer, int timeout_ms = 5000, std::stop_token stop = {}) {
  Endpoint endpoint;
  endpoint.url = peer.url();
  endpoint.timeout = std::chrono::milliseconds(timeout_ms);
  return make_http(endpoint, std::move(stop));
}

Request request(const char* method, const char* path, const char* body = "") {
  Request made;
  made.method = method;
  made.path = path;
  made.body = body;
  return made;
}

// answers every request with the request itself
void echo(Peer::Talk& talk) {
  for (std::string text; !(text = talk.request()).empty();) talk.answer(200, text);
}

}  // namespace

TEST_CASE("status, body and headers come back, header names in lower case") {
  const Peer peer([](Peer::Talk& talk) {
    talk.request();
    talk.say("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n");
    talk.answer(409, "{}", "Date: today\r\nX-Many: a\r\nX-Many: b\r\n");
  });
  const auto response = client(peer)->get("/x?a=b");
  CHECK(response.status == 409);
  CHECK_FALSE(response.ok());
  CHECK(response.body == "{}");
  CHECK(response.headers.at("date") == "today");
  CHECK(response.headers.at("x-many") == "a, b");
  CHECK_FALSE(response.headers.contains("x-interim"));
}

TEST_CASE("methods, paths, bodies and content types arrive as they were sent") {
  const Peer peer(echo);
  const auto http = client(peer);
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    auto sent = request(method, "/api/v1/x?y=%2F", "{\"a\":1}");
    sent.content_type = "application/merge-patch+json";
    const auto echoed = http->send(sent).body;
    CHECK(echoed.starts_with(std::string(method) + " /api/v1/x?y=%2F HTTP/1.1\r\n"));
    CHECK(echoed.ends_with("\r\n\r\n{\"a\":1}"));
    CHECK(echoed.find("Content-Type: application/merge-patch+json\r\n") != std::string::npos);
    CHECK(echoed.find("Expect:") == std::string::npos);
  }
  CHECK(http->send(request("DELETE", "/x")).body.starts_with("DELETE /x "));
  CHECK(http->send(request("POST", "/x")).body.find("Content-Length: 0") != std::string::npos);
  CHECK(http->get("/x").body.find("Content-Type") == std::string::npos);
  CHECK(peer.connections() == 1);
}

TEST_CASE("the bearer token goes along, a proxy of the environment is not asked") {
  ::setenv("http_proxy", "http://127.0.0.1:1", 1);
  const Peer peer(echo);
  Endpoint endpoint;
  endpoint.url = peer.url();
  endpoint.token = std::make_shared<Secret>("s3cret");
  const auto body = make_http(endpoint, {})->get("/x").body;
  ::unsetenv("http_proxy");
  CHECK(body.find("Authorization: Bearer s3cret\r\n") != std::string::npos);
}

TEST_CASE("one client serves many threads") {
  const Peer peer(echo);
  const auto http = client(peer);
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&http, &good, i] {
      for (int round = 0; round < 20; ++round) {
        const auto path = "/" + std::to_string(i * 100 + round);
        good += http->get(path).body.starts_with("GET " + path + " ");
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(good == 160);
  CHECK(peer.connections() <= 8);
}

TEST_CASE("no answer is Silence: refused, cut off, cut short, too late, unknown host") {
  Endpoint nobody;
  nobody.url = "http://127.0.0.1:1";
  CHECK_THROWS_AS(make_http(nobody, {})->get("/"), Silence);
  nobody.url = "http://no-such-host.invalid";
  CHECK_THROWS_AS(make_http(nobody, {})->get("/"), Silence);
  const Peer mute([](Peer::Talk& talk) { talk.request(); });
  CHECK_THROWS_AS(client(mute)->get("/"), Silence);
  const Peer brief([](Peer::Talk& talk) {
    talk.request();
    talk.say("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
  });
  CHECK_THROWS_AS(client(brief)->get("/"), Silence);
  const Peer slow([](Peer::Talk& talk) {
    talk.request();
    talk.request();
  });
  CHECK_THROWS_WITH(client(slow, 200)->get("/"), Catch::Contains("no answer from " + slow.url()));
}

TEST_CASE("after a cut the next request takes a new connection") {
  const Peer once([](Peer::Talk& talk) {
    talk.request();
    talk.answer(200, "one");
  });
  const auto http = client(once);
  CHECK(http->get("/").body == "one");
  CHECK(http->get("/").body == "one");
}

TEST_CASE("what is no HTTP, or does not end, is an Error and no Silence") {
  const Peer odd([](Peer::Talk& talk) {
    talk.request();
    talk.say("SSH-2.0-OpenSSH_9.2\r\n");
  });
  try {
    client(odd)->get("/");
    FAIL("an answer came");
  } catch (const Silence&) {
    FAIL("it was an answer");
  } catch (const Error&) {
  }
  const Peer flood([](Peer::Talk& talk) {
    talk.request();
    talk.say("HTTP/1.1 200 OK\r\n\r\n");
    const std::string block(1 << 20, 'x');
    for (int i = 0; i < 70; ++i) talk.say(block);
  });
  CHECK_THROWS_WITH(client(flood)->get("/"), Catch::Contains("too large"));
}

TEST_CASE("a stop ends a waiting request, and every later one at once") {
  const Peer slow([](Peer::Talk& talk) {
    talk.request();
    talk.request();
  });
  std::stop_source source;
  const auto http = client(slow, 30000, source.get_token());
  std::thread later([&source] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    source.request_stop();
  });
  CHECK_THROWS_AS(http->get("/"), Interrupted);
  CHECK_THROWS_AS(http->get("/"), Interrupted);
  later.join();
}

}  // namespace kcluster
