#include "plan/encryption.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

EncryptionProvider key(const std::string& name, const std::string& kind = "secretbox") {
  return {kind, name, std::make_shared<const Secret>("s")};
}

/// "read: identity new | write: …"
std::string shape(const std::vector<EncryptionRound>& rounds) {
  std::string text;
  for (const auto& round : rounds) {
    text += (text.empty() ? "" : " | ") + round.name + ":";
    for (const auto& each : round.providers)
      text += " " + (each.key_name.empty() ? each.kind : each.key_name);
  }
  return text;
}

std::string rounds(EncryptionWish wish, const EncryptionProviders& present, std::size_t servers) {
  return shape(encryption_rounds(wish, present, key("new"), servers));
}

constexpr auto kEnable = EncryptionWish::enable, kRotate = EncryptionWish::rotate,
               kDisable = EncryptionWish::disable;

using Do = EncryptionStep::Do;

}  // namespace

TEST_CASE("one API server alone reads and writes a new key at once") {
  CHECK(rounds(kEnable, {}, 1) == "write: new identity");
  CHECK(rounds(kRotate, {key("old"), identity_provider()}, 1) ==
        "write: new old identity | settle: new identity");
  CHECK(rounds(kDisable, {key("old"), identity_provider()}, 1) == "write: identity old | settle:");
}

TEST_CASE("several read a key before any writes it, and drop one that none writes any more") {
  CHECK(rounds(kEnable, {}, 3) == "read: identity new | write: new identity");
  CHECK(rounds(kRotate, {key("old"), identity_provider()}, 3) ==
        "read: old new identity | write: new old identity | settle: new identity");
  CHECK(rounds(kDisable, {key("old"), identity_provider()}, 3) == "write: identity old | settle:");
}

TEST_CASE("what was stored without the identity learns to read plain before it is written") {
  CHECK(rounds(kDisable, {key("old")}, 2) == "read: old identity | write: identity old | settle:");
  CHECK(rounds(kRotate, {key("old")}, 2) ==
        "read: old new identity | write: new old identity | settle: new identity");
}

TEST_CASE("a value's form is what it begins with") {
  CHECK(stored_form(key("a", "aescbc")) == "k8s:enc:aescbc:v1:a:");
  CHECK(written_form({}).empty());
  CHECK(written_form({identity_provider(), key("a")}).empty());
  CHECK(form_of("k8s:enc:aescbc:v1:a:\x01\x02:") == "k8s:enc:aescbc:v1:a:");
  CHECK(form_of("k8s:enc:kms:v2:name:x") == "k8s:enc:kms:v2:name:");
  CHECK(form_of("k8s:enc:odd") == "k8s:enc:");
  CHECK(form_of(std::string("k8s\0\n", 5)).empty());
}

TEST_CASE("a round is installed once every API server has the one before") {
  const auto step = [](std::vector<EncryptionStand> stands) {
    return next_encryption_step("a", stands, 2);
  };
  CHECK(step({{"a", -1}, {"b", -1}}).what == Do::install);
  CHECK(step({{"a", -1}, {"b", -1}}).round == 0);
  CHECK(step({{"a", 0}, {"b", -1}, {"c", -1}}).what == Do::wait);
  CHECK(step({{"a", 0}, {"b", -1}, {"c", -1}}).nodes == std::vector<std::string>{"b", "c"});
  CHECK(step({{"a", 0}, {"b", 0}}).round == 1);
  CHECK(step({{"a", -1}, {"b", 2}}).round == 0);  // one that has just joined
  CHECK(step({{"a", 2}, {"b", 1}}).what == Do::wait);
  CHECK(step({{"a", 2}, {"b", 2}}).what == Do::finish);
}

TEST_CASE("a configuration takes the flags once") {
  ClusterConfiguration cluster;
  CHECK_FALSE(secrets_are_encrypted(cluster));
  encrypt_secrets(cluster);
  encrypt_secrets(cluster);
  CHECK(secrets_are_encrypted(cluster));
  CHECK(cluster.api_server.extra_args.size() == 2);
  CHECK(cluster.api_server.extra_volumes.size() == 1);
  CHECK(cluster.api_server.extra_volumes.front().read_only);
}

}  // namespace kcluster
