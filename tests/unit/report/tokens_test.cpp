#include "report/tokens.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

const Time kNow{Seconds(1795271424)};  // 2026-11-21T14:30:24Z

TokenSecret token(const std::string& expires) {
  TokenSecret made;
  made.id = "abcdef";
  made.secret = std::make_shared<const Secret>("0123456789abcdef");
  made.expires = expires;
  return made;
}

}  // namespace

TEST_CASE("time left is short, as kubectl writes ages") {
  CHECK(short_span(Seconds(-2)) == "<invalid>");
  CHECK(short_span(Seconds(-1)) == "0s");
  CHECK(short_span(Seconds(59)) == "59s");
  CHECK(short_span(Seconds(3599)) == "59m");
  CHECK(short_span(Seconds(86399)) == "23h");
  CHECK(short_span(Seconds(86400)) == "1d");
  CHECK(short_span(Seconds(3 * 365 * 86400)) == "3y");
}

TEST_CASE("the table has kubeadm's columns and words") {
  auto full = token("2026-11-22T14:30:24Z");
  full.usages = {"authentication", "signing"};
  full.description = "d";
  full.groups = {"g", "h"};
  const TokenSecret tokens[] = {full, token("")};
  CHECK(table(tokens, kNow) ==
        "TOKEN                     TTL         EXPIRES                USAGES                   "
        "DESCRIPTION                                                EXTRA GROUPS\n"
        "abcdef.0123456789abcdef   1d          2026-11-22T14:30:24Z   authentication,signing   "
        "d                                                          g,h\n"
        "abcdef.0123456789abcdef   <forever>   <never>                <none>                   "
        "<none>                                                     <none>\n");
  CHECK(table({}, kNow).empty());
}

TEST_CASE("a token as an object has kubeadm's fields, empty ones left out") {
  CHECK(to_json(token("")) == Json{{"kind", "BootstrapToken"},
                                   {"apiVersion", "output.kubeadm.k8s.io/v1alpha3"},
                                   {"token", "abcdef.0123456789abcdef"}});
  CHECK(to_json(token("2026-11-22T14:30:24Z"))["expires"] == "2026-11-22T14:30:24Z");
}

}  // namespace kcluster
