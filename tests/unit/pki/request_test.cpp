#include "pki/request.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "pki/certificate.h"

#include "base/error.h"

using namespace kcluster;

TEST_CASE("a request is PEM, with or without names") {
  const auto key = Key::make(Algorithm::ecdsa_p256);
  const auto plain = request_pem({"system:node:a", {"system:nodes"}}, {}, key);
  CHECK(plain.starts_with("-----BEGIN CERTIFICATE REQUEST-----\n"));
  CHECK(request_pem({"a", {}}, {{"a.org"}, {"10.0.0.1"}}, key).size() > plain.size());
  CHECK_THROWS_AS(request_pem({"a", {}}, {{}, {"10.0.0"}}, key), Error);
}

TEST_CASE("a request is signed for its own subject and key, with the spec's usages") {
  const Key ca_key = Key::make(Algorithm::ecdsa_p256), key = Key::make(Algorithm::ecdsa_p256);
  const Moment from{std::chrono::seconds(1795271424)};
  const auto to = from + std::chrono::hours(1);
  const auto ca = Certificate::authority({{"ca", {}}, {}, {}, from, to}, ca_key);
  const auto request = request_pem({"system:node:w1", {"system:nodes"}}, {}, key);
  const CertificateSpec spec{{"ignored", {}}, {}, {Usage::client_auth}, from, to};
  const auto made = Certificate::for_request(request, spec, ca, ca_key);
  CHECK(made.subject() == CertificateSubject{"system:node:w1", {"system:nodes"}});
  CHECK(made.matches(key));
  CHECK_FALSE(signature_fault(std::vector{made}, ca));
  CHECK_THROWS_AS(Certificate::for_request("hello", spec, ca, ca_key), Error);
}
