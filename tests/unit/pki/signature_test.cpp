#include "pki/signature.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/process.h"
#include "host/real_files.h"
#include "tests/support/temp_folder.h"

namespace kcluster {
namespace {

/// A folder with keys that OpenSSL's own program made.
class Keys {
 public:
  Outcome run(const std::string& words) {
    return run_program({"/bin/sh", "-c", "cd " + temp_.path().string() + " && " + words}, {}, {});
  }
  void make(const std::string& algorithm, const std::string& encryption = {}) {
    REQUIRE(run("openssl genpkey -algorithm " + algorithm + " " + encryption + " -out key && " +
                "openssl pkey -in key -pubout -out pub -passin pass:secret")
                .exit == 0);
  }
  std::string read(const std::string& name) { return *RealFiles(temp_.path()).read("/" + name); }
  void write(const std::string& name, const std::string& bytes) {
    RealFiles(temp_.path()).write("/" + name, bytes, {0600});
  }
  Signer signer() {
    return Signer::parse(Secret(read("key")), "key", [this] {
      ++asked;
      return Secret(passphrase);
    });
  }
  int asked = 0;
  std::string passphrase = "secret";

 private:
  TempFolder temp_;
};

constexpr const char* kAlgorithms[] = {"RSA -pkeyopt rsa_keygen_bits:2048",
                                       "EC -pkeyopt ec_paramgen_curve:P-256", "ED25519"};

}  // namespace

TEST_CASE("what a key signs its public half tells from anything else") {
  for (const auto* algorithm : kAlgorithms) {
    INFO(algorithm);
    Keys keys, others;
    keys.make(algorithm);
    others.make(algorithm);
    const auto signature = keys.signer().sign("the manifest");
    const auto check = SignatureCheck::parse(keys.read("pub"), "pub");
    CHECK(check.fits(signature, "the manifest"));
    CHECK_FALSE(check.fits(signature, "the manifesto"));
    CHECK_FALSE(check.fits("", "the manifest"));
    CHECK_FALSE(check.fits("no signature", "the manifest"));
    CHECK_FALSE(check.fits(others.signer().sign("the manifest"), "the manifest"));
    CHECK(keys.asked == 0);
  }
}

TEST_CASE("OpenSSL's program takes such signatures") {
  for (const auto* algorithm : kAlgorithms) {
    INFO(algorithm);
    Keys keys;
    keys.make(algorithm);
    keys.write("text", "the manifest");
    keys.write("sig", keys.signer().sign("the manifest"));
    const bool edwards = std::string(algorithm) == "ED25519";
    const auto seen =
        keys.run(edwards ? "openssl pkeyutl -verify -rawin -pubin -inkey pub -in text -sigfile sig"
                         : "openssl dgst -sha256 -verify pub -signature sig text");
    CHECK(seen.exit == 0);
  }
}

TEST_CASE("a key's passphrase is asked for once, and a wrong one is an Error") {
  Keys keys;
  keys.make("ED25519", "-aes-256-cbc -pass pass:secret");
  CHECK_NOTHROW(keys.signer());
  CHECK(keys.asked == 1);
  for (const auto& wrong : {std::string("other"), std::string(), std::string(5000, 'x')}) {
    keys.passphrase = wrong;
    CHECK_THROWS_WITH(keys.signer(), Catch::Contains("key holds no usable private key"));
  }
}

TEST_CASE("what is no key, or one that cannot sign, is refused") {
  Keys keys;
  keys.make("X25519");
  CHECK_THROWS_WITH(keys.signer(), Catch::Contains("neither RSA, ECDSA nor Ed25519"));
  CHECK_THROWS_AS(SignatureCheck::parse(keys.read("pub"), "pub"), Error);
  CHECK_THROWS_WITH(SignatureCheck::parse(keys.read("key"), "key"),
                    Catch::Contains("key holds no usable public key"));
  for (const char* text :
       {"", "text", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"}) {
    CHECK_THROWS_AS(SignatureCheck::parse(text, "pub"), Error);
    CHECK_THROWS_AS(Signer::parse(Secret(text), "key", [] { return Secret(); }), Error);
  }
}

}  // namespace kcluster
