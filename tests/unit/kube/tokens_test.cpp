#include "kube/tokens.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

const std::string kSecrets = "/api/v1/namespaces/kube-system/secrets/";

struct Cluster {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  Client api{http};
};

TokenSecret token() {
  TokenSecret made;
  made.id = "abcdef";
  made.secret = std::make_shared<const Secret>("0123456789abcdef");
  made.description = "mine";
  made.expires = "2026-11-22T14:30:24Z";
  made.usages = {"authentication", "signing"};
  made.groups = {"system:bootstrappers:a", "system:bootstrappers:b"};
  return made;
}

Json spoilt(const char* key, const char* value) {
  auto secret = token_secret(token());
  secret["data"][key] = base64(value);
  return secret;
}

}  // namespace

TEST_CASE("a token is read as it was written") {
  const auto read = parse_token_secret(token_secret(token()));
  CHECK(read.id == "abcdef");
  CHECK(read.secret->reveal() == "0123456789abcdef");
  CHECK(read.description == "mine");
  CHECK(read.expires == "2026-11-22T14:30:24Z");
  CHECK(read.usages == token().usages);
  CHECK(read.groups == token().groups);
}

TEST_CASE("only usages that are \"true\" count, and no expiry is for ever") {
  auto secret = spoilt("usage-bootstrap-signing", "false");
  secret["data"].erase("expiration");
  CHECK(parse_token_secret(secret).usages == std::vector<std::string>{"authentication"});
  CHECK(parse_token_secret(secret).expires.empty());
}

TEST_CASE("what is no token is told apart") {
  CHECK_THROWS_WITH(parse_token_secret(spoilt("token-id", "")), Catch::Contains("no token-id"));
  CHECK_THROWS_WITH(parse_token_secret(spoilt("token-id", "fedcba")), Catch::Contains("its name"));
  CHECK_THROWS_WITH(parse_token_secret(spoilt("token-secret", "short")),
                    Catch::Contains("[a-z0-9]{16}"));
  CHECK_THROWS_WITH(parse_token_secret(spoilt("expiration", "tomorrow")), Catch::Contains("time"));
  CHECK_THROWS_AS(parse_token_secret(Json{{"data", 7}, {"metadata", "x"}}), Error);
}

TEST_CASE("the list holds tokens only and says what else bears their type") {
  Cluster c;
  create_token(token(), c.api);
  auto broken = spoilt("token-secret", "short");
  broken["metadata"]["name"] = "bootstrap-token-broken";
  c.http->put(kSecrets + "bootstrap-token-broken", broken);
  c.http->put(kSecrets + "other", {{"kind", "Secret"},
                                   {"metadata", {{"name", "other"}, {"namespace", "kube-system"}}},
                                   {"type", "Opaque"}});
  const auto list = list_tokens(c.api);
  REQUIRE(list.tokens.size() == 1);
  CHECK(list.tokens[0].id == "abcdef");
  REQUIRE(list.faults.size() == 1);
  CHECK_THAT(list.faults[0], Catch::Contains("bootstrap-token-broken"));
}

TEST_CASE("an ID is given once, and a token is deleted once") {
  Cluster c;
  create_token(token(), c.api);
  CHECK_THROWS_WITH(create_token(token(), c.api), Catch::Contains("abcdef"));
  delete_token("abcdef", c.api);
  CHECK(list_tokens(c.api).tokens.empty());
  CHECK_THROWS_WITH(delete_token("abcdef", c.api), Catch::Contains("abcdef"));
}

}  // namespace kcluster
