#include "pki/seal.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "pki/digest.h"

using namespace kcluster;

TEST_CASE("digests are those of the standards") {
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex(hmac_sha256(Secret("Jefe"), "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  Sha256 pieces;
  pieces.add("a");
  pieces.add("bc");
  CHECK(pieces.finish() == sha256("abc"));
  CHECK(equal_secretly("abc", "abc"));
  CHECK_FALSE(equal_secretly("abc", "abd"));
  CHECK_FALSE(equal_secretly("abc", "abcd"));
}

TEST_CASE("what is sealed opens with its key alone") {
  const Secret key(std::string(32, 'k')), other(std::string(32, 'o'));
  const auto sealed = seal(Secret("secret words"), key);
  CHECK(sealed.size() == 12 + 12 + 16);
  CHECK(unseal(sealed, key).reveal() == "secret words");
  CHECK(seal(Secret("secret words"), key) != sealed);
  CHECK(unseal(seal(Secret(""), key), key).empty());
  CHECK_THROWS_AS(unseal(sealed, other), Error);
  auto changed = sealed;
  changed[14] ^= 1;
  CHECK_THROWS_AS(unseal(changed, key), Error);
  CHECK_THROWS_AS(unseal("short", key), Error);
  CHECK_THROWS_AS(seal(Secret("x"), Secret("short")), Error);
}

TEST_CASE("sealed by NIST's test case 13 of AES-GCM, opened here") {
  const Secret key(std::string(32, '\0'));
  const std::string right("\x53\x0f\x8a\xfb\xc7\x45\x36\xb9\xa9\x63\xb4\xf1\xc4\xcb\x73\x8b", 16);
  CHECK(unseal(std::string(12, '\0') + right, key).empty());
}

TEST_CASE("a certificate key is 64 hexadecimal digits") {
  CHECK(certificate_key_bytes(Secret(std::string(62, '0') + "fF")).reveal().back() == '\xff');
  CHECK_THROWS_AS(certificate_key_bytes(Secret(std::string(62, '0'))), Error);
  CHECK_THROWS_AS(certificate_key_bytes(Secret(std::string(63, '0') + "g")), Error);
}

TEST_CASE("a detached signature is bound to content and token") {
  const Secret secret("0123456789abcdef");
  const auto jws = jws_detached("content", "abcdef", secret);
  CHECK(jws.starts_with("eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9.."));
  CHECK(jws_fits(jws, "content", "abcdef", secret));
  CHECK_FALSE(jws_fits(jws, "Content", "abcdef", secret));
  CHECK_FALSE(jws_fits(jws, "content", "abcdeg", secret));
  CHECK_FALSE(jws_fits(jws, "content", "abcdef", Secret("0123456789abcdeg")));
}
