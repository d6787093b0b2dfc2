#include "pki/certificate.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

const Moment noon{1795262400s};

CertificateSpec spec(std::string name, std::vector<Usage> usages = {}) {
  return {{std::move(name), {}}, {}, std::move(usages), noon - 5min, noon + 24h};
}

struct Pair {
  Key key = Key::make(Algorithm::ecdsa_p256);
  Certificate certificate = Certificate::authority(spec("kubernetes"), key);
};

}  // namespace

TEST_CASE("an authority may sign and carries its own name") {
  const Pair ca;
  const auto again = Certificate::parse(ca.certificate.pem(), "ca.crt").front();
  CHECK(again == ca.certificate);
  CHECK(again.is_authority());
  CHECK(again.matches(ca.key));
  CHECK(again.subject() == CertificateSubject{"kubernetes", {}});
  CHECK(again.sans() == Sans{{"kubernetes"}, {}});
  CHECK(again.not_before() == noon - 5min);
  CHECK(again.not_after() == noon + 24h);
  CHECK(again.pin().size() == std::string("sha256:").size() + 64);
  CHECK(again.serial() != Pair().certificate.serial());
}

TEST_CASE("a leaf says what was asked for, names tidied") {
  const Pair ca;
  auto wish = spec("kube-apiserver", {Usage::server_auth});
  wish.subject.organizations = {"system:masters", "a&b"};
  wish.sans = {{"node", "kubernetes", "node"}, {"10.96.0.1", "fd00:0::1", "10.96.0.1"}};
  const auto key = Key::make(Algorithm::ecdsa_p384);
  const auto leaf = Certificate::leaf(wish, key, ca.certificate, ca.key);
  CHECK_FALSE(leaf.is_authority());
  CHECK(leaf.issuer() == CertificateSubject{"kubernetes", {}});
  CHECK(leaf.subject().common_name == "kube-apiserver");
  CHECK(leaf.subject().organizations.size() == 2);
  CHECK(leaf.sans() == Sans{{"kubernetes", "node"}, {"10.96.0.1", "fd00::1"}});
  CHECK(leaf.usages() == std::vector{Usage::server_auth});
  CHECK(leaf.allows(Usage::server_auth));
  CHECK_FALSE(leaf.allows(Usage::client_auth));
  CHECK(leaf.matches(key));
  CHECK_FALSE(leaf.matches(ca.key));
}

TEST_CASE("a certificate's authority is found out by its signature") {
  const Pair ca, other;
  const auto key = Key::make(Algorithm::ecdsa_p256);
  const std::vector chain{Certificate::leaf(spec("x"), key, ca.certificate, ca.key)};
  CHECK_FALSE(signature_fault(chain, ca.certificate));
  CHECK(signature_fault(chain, other.certificate));
}

TEST_CASE("certificates between leaf and root do not stand in for the root") {
  const Pair root, middle;
  const auto key = Key::make(Algorithm::ecdsa_p256);
  const std::vector chain{Certificate::leaf(spec("x"), key, middle.certificate, middle.key),
                          middle.certificate};
  CHECK_FALSE(signature_fault(chain, middle.certificate));
  CHECK(signature_fault(chain, root.certificate));
}

TEST_CASE("a certificate is valid from its first to its last second") {
  const auto certificate = Pair().certificate;
  CHECK_FALSE(period_fault(certificate, noon));
  CHECK_FALSE(period_fault(certificate, noon + 24h + 500ms));
  CHECK(period_fault(certificate, noon + 24h + 1s) == "expired on 2026-11-22T12:00:00Z");
  CHECK(period_fault(certificate, noon - 6min) == "not valid before 2026-11-21T11:55:00Z");
}

TEST_CASE("lifetimes may reach beyond 2050 and beyond the clock's nanoseconds") {
  auto wish = spec("kubernetes");
  wish.not_after = noon + std::chrono::years(500);
  const auto certificate = Certificate::authority(wish, Key::make(Algorithm::ecdsa_p256));
  CHECK(certificate.not_after() == wish.not_after);
  CHECK_FALSE(period_fault(certificate, noon));
}

TEST_CASE("a PEM text may hold several certificates and other blocks between") {
  const Pair one, two;
  const auto text =
      "words\n" + one.certificate.pem() + one.key.pem().reveal() + two.certificate.pem();
  const auto parsed = Certificate::parse(text, "bundle");
  REQUIRE(parsed.size() == 2);
  CHECK(parsed[1] == two.certificate);
}

TEST_CASE("what is no certificate is refused by its name") {
  CHECK_THROWS_WITH(Certificate::parse("", "/pki/ca.crt"), Catch::Contains("/pki/ca.crt"));
  CHECK_THROWS_AS(Certificate::parse("-----BEGIN CERTIFICATE-----\nAAAA\n"
                                     "-----END CERTIFICATE-----\n",
                                     "x"),
                  Error);
  CHECK_THROWS_AS(Certificate::parse(std::string(5000, '\0'), "x"), Error);
}
