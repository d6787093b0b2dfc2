#include "phases/upload_certs.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "pki/seal.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

const std::string kSecrets = "/api/v1/namespaces/kube-system/secrets/";
const UploadCertsPlan kShared{{{"ca.crt", "/pki/ca.crt"}, {"ca.key", "/pki/ca.key"}}};
const std::string kKey(64, 'a');

struct Cluster {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  MemoryClock clock{Time(Seconds(1795271424))};  // 2026-11-21T14:30:24Z
  MemoryFiles files;
  Client api{http, {&clock, Seconds(60)}};
};

}  // namespace

TEST_CASE("uploaded certificates open with the key and go with their token after two hours") {
  Cluster c;
  c.files.write("/pki/ca.crt", "CERT", {});
  const auto key = make_certificate_key();
  CHECK(key.size() == 64);
  upload_certs(kShared, key, c.files, c.api, c.clock);
  const auto secret = *c.http->object(kSecrets + "kubeadm-certs");
  const auto sealed = unbase64(secret["data"]["ca.crt"].get<std::string>());
  CHECK(unseal(*sealed, certificate_key_bytes(key)).reveal() == "CERT");
  CHECK(secret["data"]["ca.key"] == "");  // kept elsewhere
  const auto owner = secret["metadata"]["ownerReferences"][0];
  const auto token = *c.http->object(kSecrets + owner["name"].get<std::string>());
  CHECK(owner["uid"] == token["metadata"]["uid"]);
  CHECK(owner["controller"] == true);
  CHECK(unbase64(token["data"]["expiration"].get<std::string>()) == "2026-11-21T16:30:24Z");
}

TEST_CASE(
    "certificates are uploaded anew for another key, another content, or soon before their end") {
  Cluster c;
  c.files.write("/pki/ca.crt", "CERT", {});
  upload_certs(kShared, Secret(kKey), c.files, c.api, c.clock);
  const auto before = *c.http->object(kSecrets + "kubeadm-certs");
  auto key = kKey;
  SECTION("key") { key = std::string(64, 'b'); }
  SECTION("content") { c.files.write("/pki/ca.crt", "OTHER", {}); }
  SECTION("end") { c.clock.advance(std::chrono::minutes(61)); }
  SECTION("token") {
    c.api.remove(kSecrets + before["metadata"]["ownerReferences"][0]["name"].get<std::string>());
  }
  upload_certs(kShared, Secret(key), c.files, c.api, c.clock);
  CHECK(*c.http->object(kSecrets + "kubeadm-certs") != before);
}

TEST_CASE("no certificates are shared while how Secrets are stored is being changed") {
  Cluster c;
  c.files.write("/pki/ca.crt", "CERT", {});
  c.http->put("/api/v1/namespaces/kube-system/configmaps/kcluster-encryption",
              {{"kind", "ConfigMap"}, {"data", {{"change", "rotate"}}}});
  try {
    upload_certs(kShared, Secret(kKey), c.files, c.api, c.clock);
    FAIL("they were shared");
  } catch (const Error& refused) {
    CHECK_THAT(refused.remedy, Catch::Contains("kcluster encryption rotate; then: "));
  }
  CHECK_FALSE(c.http->object(kSecrets + "kubeadm-certs"));
}

TEST_CASE("a token left by an upload that was killed, or replaced, owns the next one") {
  Cluster c;
  c.files.write("/pki/ca.crt", "CERT", {});
  upload_certs(kShared, Secret(kKey), c.files, c.api, c.clock);
  const auto owner = (*c.http->object(kSecrets + "kubeadm-certs"))["metadata"]["ownerReferences"];
  SECTION("killed") { c.api.remove(kSecrets + "kubeadm-certs"); }
  SECTION("replaced") {}
  c.clock.advance(std::chrono::minutes(10));
  upload_certs(kShared, Secret(std::string(64, 'b')), c.files, c.api, c.clock);
  CHECK((*c.http->object(kSecrets + "kubeadm-certs"))["metadata"]["ownerReferences"] == owner);
  const auto token = *c.http->object(kSecrets + owner[0]["name"].get<std::string>());
  CHECK(unbase64(token["data"]["expiration"].get<std::string>()).value_or("none") ==
        "2026-11-21T16:40:24Z");
}

}  // namespace kcluster
