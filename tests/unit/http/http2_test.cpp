#include "http/http2.h"

#include <catch2/catch.hpp>
#include <thread>

#include "base/error.h"
#include "tests/support/peer.h"

namespace kcluster {
namespace {

using Came = Exchange::Came;
using Kind = TransferFault::Kind;
using std::chrono::milliseconds;

enum Frame { data = 0, headers = 1, reset = 3, settings = 4, continuation = 9 };
enum Flags { none = 0, end_stream = 1, end_headers = 4 };

// RFC 9113, section 4.1
std::string frame(Frame type, int flags, int stream, const std::string& payload) {
  std::string made;
  for (int shift = 16; shift >= 0; shift -= 8) made += static_cast<char>(payload.size() >> shift);
  made += static_cast<char>(type);
  made += static_cast<char>(flags);
  return made + std::string(3, '\0') + static_cast<char>(stream) + payload;
}

// RFC 7541, section 6.2.2: a literal under a new name
std::string field(const std::string& name, const std::string& value) {
  return std::string(1, '\0') + static_cast<char>(name.size()) + name +
         static_cast<char>(value.size()) + value;
}

const std::string kHello = frame(settings, none, 0, "");
const std::string kOk = frame(headers, end_headers, 1, "\x88");  // :status 200

// sends these bytes once the request is there, then waits until it hangs up
Peer::Handler saying(std::string bytes) {
  return [bytes](Peer::Talk& talk) {
    if (!talk.hear("the body")) return;
    talk.say(bytes);
    talk.hear("its hanging up");
  };
}

Exchange ask(const Peer& peer, std::stop_token stop = {}) {
  Endpoint endpoint;
  endpoint.url = peer.url();
  return Http2(endpoint, "", stop).post({"/a", {}, "the body"});
}

Exchange::Deadline in(int ms) { return std::chrono::steady_clock::now() + milliseconds(ms); }

// what came until it ended, and how it ended
std::pair<std::string, Came> all_of(Exchange& exchange, int ms = 5000) {
  std::string all, bytes;
  for (;;) {
    const auto came = exchange.read(bytes, in(ms));
    if (came != Came::bytes) return {all, came};
    all += bytes;
  }
}

}  // namespace

TEST_CASE("an answer's bytes come, then its trailers") {
  const Peer peer(saying(kHello + kOk + frame(data, none, 1, "one ") + frame(data, none, 1, "two") +
                         frame(headers, end_headers | end_stream, 1, field("x-end", "well"))));
  auto exchange = ask(peer);
  CHECK(all_of(exchange) == std::pair{std::string("one two"), Came::end});
  CHECK(exchange.status() == 200);
  CHECK(exchange.headers().at("x-end") == "well");
}

TEST_CASE("an answer that is reset, or whose peer hangs up, is a silence") {
  const std::string begun = kHello + kOk + frame(data, none, 1, "half");
  const std::string cancel("\0\0\0\x08", 4);
  const Peer resets(saying(begun + frame(reset, none, 1, cancel)));
  const Peer leaves([begun](Peer::Talk& talk) {
    if (talk.hear("the body")) talk.say(begun);
  });
  for (const auto* peer : {&resets, &leaves}) {
    auto exchange = ask(*peer);
    CHECK(all_of(exchange).second == Came::fault);
    CHECK(exchange.fault().kind == Kind::silence);
    CHECK_FALSE(exchange.fault().text.empty());
  }
}

TEST_CASE("one that says nothing more is late, and may be read on") {
  const Peer peer(saying(kHello + kOk + frame(data, none, 1, "half")));
  auto exchange = ask(peer);
  CHECK(all_of(exchange, 200) == std::pair{std::string("half"), Came::late});
  CHECK(all_of(exchange, 50).second == Came::late);
}

TEST_CASE("headers without end are not taken") {
  std::string many;
  for (int i = 0; i < 300; ++i) many += field("x", std::string(120, 'y'));
  std::string bytes = kHello + frame(headers, none, 1, "\x88");
  for (int i = 0; i < 20; ++i) bytes += frame(continuation, none, 1, many.substr(0, 16000));
  const Peer peer(saying(bytes));
  auto exchange = ask(peer);
  CHECK(all_of(exchange).second == Came::fault);
}

TEST_CASE("a peer that speaks HTTP/1.1 alone is a fault at once") {
  const Peer peer(saying("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
  auto exchange = ask(peer);
  CHECK(all_of(exchange).second == Came::fault);
}

TEST_CASE("a stop ends the wait") {
  const Peer peer(saying(kHello));
  std::stop_source source;
  auto exchange = ask(peer, source.get_token());
  std::thread later([&source] {
    std::this_thread::sleep_for(milliseconds(50));
    source.request_stop();
  });
  CHECK(all_of(exchange, 60000).second == Came::fault);
  CHECK(exchange.fault().kind == Kind::stopped);
  later.join();
}

TEST_CASE("a body may come piece by piece, and its maker's throw comes out") {
  const Peer peer([](Peer::Talk& talk) {
    if (!talk.hear("the last")) return;
    talk.say(kHello + kOk + frame(headers, end_headers | end_stream, 1, field("x-end", "well")));
    talk.hear("its hanging up");
  });
  Endpoint endpoint;
  endpoint.url = peer.url();
  const Http2 line(endpoint, "", {});
  std::vector<std::string> pieces{"", "the last", std::string(30000, 'x')};
  const auto next = [&] {
    const auto piece = pieces.back();
    pieces.pop_back();
    return piece;
  };
  auto exchange = line.post({"/a", {}, "the body", Http2::Connection::fresh, next});
  CHECK(all_of(exchange).second == Came::end);
  CHECK(pieces.empty());
  auto failing = line.post({"/a", {}, "the body", Http2::Connection::fresh, []() -> std::string {
                              throw Error("no more");
                            }});
  CHECK_THROWS_WITH(all_of(failing), "no more");
}

}  // namespace kcluster
