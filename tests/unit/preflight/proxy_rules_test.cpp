#include "preflight/proxy_rules.h"

#include <catch2/catch.hpp>

using namespace kcluster;

namespace {

struct Row {
  const char *no_proxy, *host;
  bool direct;
};

// By the rules of golang.org/x/net/http/httpproxy, ranges by apimachinery.
constexpr Row kRows[] = {
    {"", "10.0.0.1", false},
    {"", "localhost", true},
    {"", "127.0.0.1", true},
    {"", "::1", true},
    {"*", "10.0.0.1", true},
    {"10.0.0.1", "10.0.0.1", true},
    {"10.0.0.2", "10.0.0.1", false},
    {"10.0.0.0/8", "10.9.9.9", true},
    {"fd00::/8", "fd00::1", true},
    {"10.0.0.0/8", "api.example.org", false},
    {"example.org", "api.example.org", true},
    {"example.org", "example.org", true},
    {".example.org", "api.example.org", true},
    {".example.org", "badexample.org", false},
    {"*.example.org", "api.example.org", true},
    {"EXAMPLE.org", "Api.Example.ORG", true},
    {"example.org:6443", "api.example.org", true},
    {" , other.org , 10.0.0.1", "10.0.0.1", true},
    {",,", "10.0.0.1", false},
    {"[fd00::1]:6443", "fd00::1", true},
};

Environment environment(std::string proxy, std::string no_proxy) {
  return [=](const std::string& name) -> std::optional<std::string> {
    if (name == "HTTPS_PROXY") return proxy;
    if (name == "no_proxy") return no_proxy;
    return std::nullopt;
  };
}

}  // namespace

TEST_CASE("NO_PROXY spares what Go's client would spare") {
  for (const auto& row : kRows) {
    INFO(row.no_proxy << " and " << row.host);
    CHECK(proxy_for(row.host, environment("http://proxy:3128", row.no_proxy)).has_value() !=
          row.direct);
  }
}

TEST_CASE("without HTTPS_PROXY every way is direct") {
  CHECK_FALSE(proxy_for("10.0.0.1", environment("", "")));
}

TEST_CASE("a proxy's password is not told") {
  CHECK(proxy_for("10.0.0.1", environment("http://me:pass@proxy:3128", "")) == "http://proxy:3128");
  CHECK(proxy_for("10.0.0.1", environment("me:pass@proxy:3128", "")) == "proxy:3128");
}
