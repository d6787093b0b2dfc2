#include "pki/key.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "pki/openssl.h"

using namespace kcluster;

TEST_CASE("keys are written as kubeadm writes them and read back") {
  const auto [algorithm, header] = GENERATE(table<Algorithm, std::string>({
      {Algorithm::rsa_2048, "-----BEGIN RSA PRIVATE KEY-----\n"},
      {Algorithm::ecdsa_p256, "-----BEGIN EC PRIVATE KEY-----\n"},
      {Algorithm::ecdsa_p384, "-----BEGIN EC PRIVATE KEY-----\n"},
  }));
  const auto key = Key::make(algorithm);
  const auto pem = key.pem();
  CHECK(pem.reveal().starts_with(header));
  CHECK(Key::parse(pem.reveal(), "x").pem().reveal() == pem.reveal());
  CHECK(key.public_pem().starts_with("-----BEGIN PUBLIC KEY-----\n"));
  CHECK(key.matches_public(key.public_pem(), "sa.pub"));
}

TEST_CASE("an RSA key passes every check that OpenSSL has for one") {
  const auto [algorithm, bits] = GENERATE(table<Algorithm, int>(
      {{Algorithm::rsa_2048, 2048}, {Algorithm::rsa_3072, 3072}, {Algorithm::rsa_4096, 4096}}));
  const auto key = Key::make(algorithm);
  CHECK(EVP_PKEY_get_bits(key.raw()) == bits);
  const openssl::Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> check(
      EVP_PKEY_CTX_new_from_pkey(nullptr, key.raw(), nullptr));
  CHECK(EVP_PKEY_check(check.get()) == 1);  // the primes, too
  CHECK(EVP_PKEY_pairwise_check(check.get()) == 1);
}

TEST_CASE("two RSA keys share nothing") {
  CHECK(Key::make(Algorithm::rsa_2048).public_pem() != Key::make(Algorithm::rsa_2048).public_pem());
}

TEST_CASE("one of several public keys is enough") {
  const auto old = Key::make(Algorithm::ecdsa_p256), key = Key::make(Algorithm::ecdsa_p256);
  CHECK(key.matches_public(old.public_pem() + key.public_pem(), "sa.pub"));
  CHECK_FALSE(key.matches_public(old.public_pem(), "sa.pub"));
  CHECK_THROWS_WITH(key.matches_public("nothing", "sa.pub"), Catch::Contains("sa.pub"));
}

TEST_CASE("a key that cannot serve is refused by its path, never shown") {
  const std::string ed25519 =
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
      "-----END PRIVATE KEY-----\n";
  CHECK_THROWS_WITH(Key::parse(ed25519, "/pki/ca.key"), Catch::Contains("neither RSA nor ECDSA"));
  CHECK_THROWS_WITH(Key::parse("no key", "/pki/ca.key"), Catch::Contains("/pki/ca.key"));
  CHECK_THROWS_AS(Key::parse("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
                             "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n"
                             "-----END RSA PRIVATE KEY-----\n",
                             "x"),
                  Error);
}
