#include "config/token_flags.h"

#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

std::vector<std::string> places(const TokenFlags& flags) {
  try {
    token_wish(flags);
    return {};
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
    std::vector<std::string> found;
    for (const auto& finding : error.findings) found.push_back(finding.place);
    return found;
  }
}

}  // namespace

TEST_CASE("without flags a token has kubeadm's defaults and no secret yet") {
  const auto token = token_wish({});
  CHECK_FALSE(token.secret);
  CHECK(*token.ttl == std::chrono::hours(24));
  CHECK(token.usages == std::vector<std::string>{"signing", "authentication"});
  CHECK(token.groups.size() == 1);
}

TEST_CASE("flags say what the token is") {
  TokenFlags flags;
  flags.token = "abcdef.0123456789abcdef";
  flags.ttl = "0";
  flags.usages = {"signing"};
  flags.groups.emplace();
  flags.description = "mine";
  const auto token = token_wish(flags);
  CHECK(token.id == "abcdef");
  CHECK(token.secret->reveal() == "0123456789abcdef");
  CHECK(token.ttl->count() == 0);
  CHECK(token.groups.empty());
}

TEST_CASE("a file stands alone: every flag beside it is named") {
  TokenFlags flags;
  flags.config = "tokens.yaml";
  refuse_beside_file(flags);
  flags.token = "abcdef.0123456789abcdef";
  flags.ttl = "0";
  flags.groups.emplace();
  flags.certificate_key = "";
  CHECK_THROWS_WITH(refuse_beside_file(flags),
                    "--config cannot be mixed with TOKEN, --ttl, --groups, --certificate-key");
}

TEST_CASE("all faults of the flags are named at once") {
  TokenFlags flags;
  flags.token = "ABCDEF.0123456789abcdef";
  flags.ttl = "soon";
  flags.usages = {"cooking", "authentication"};
  flags.groups = {"admins"};
  CHECK(places(flags) == std::vector<std::string>{"TOKEN", "--ttl", "--usages", "--groups"});
  flags = {};
  flags.ttl = "-1h";
  CHECK(places(flags) == std::vector<std::string>{"--ttl"});
}

}  // namespace kcluster
