#include "diagnosis/mask.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

const std::string kHex(64, 'a');

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

struct Planted {
  std::string text, secret;
};

const Planted planted[] = {
    {"-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----\nafter", "MIIEow"},
    {"key: \"-----BEGIN EC PRIVATE KEY-----\\nMHcCAQ\\n-----END EC PRIVATE KEY-----\"", "MHcCAQ"},
    {"    client-key-data: c2VjcmV0", "c2VjcmV0"},
    {"    token: s3cr3t-t0k3n", "s3cr3t-t0k3n"},
    {"{\"token\":\"s3cr3t\",\"x\":1}", "s3cr3t"},
    {"join 10.0.0.1:6443 --token abcdef.0123456789abcdef --v 5", "0123456789abcdef"},
    {"token id abcdef.0123456789abcdef is used", "0123456789abcdef"},
    {"--certificate-key " + kHex, kHex},
    {"certificateKey: " + kHex, kHex},
    {"the key is " + kHex, kHex},
    {"Authorization: Bearer eyJhbGciOi.x.y", "eyJhbGciOi"},
    {"header Basic dXNlcjpwYXNz end", "dXNlcjpwYXNz"},
    {"HTTPS_PROXY=http://user:hunter2@proxy:3128/", "hunter2"},
    {"  password = \"hunter2\"", "hunter2"},
    {"- name: DB_PASSWORD\n  value: hunter2", "hunter2"},
    {"data LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk= end", "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk="},
};

const std::string harmless[] = {
    "--tls-private-key-file=/etc/kubernetes/pki/apiserver.key",
    "--service-account-key-file=/etc/kubernetes/pki/sa.pub",
    "--enable-bootstrap-token-auth=true",
    "--discovery-token-ca-cert-hash sha256:" + kHex,
    "containerd://" + kHex,
    "certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
    "etcd: connection refused, 12 tries",
    "--authorization-mode=Node,RBAC",
};

}  // namespace

TEST_CASE("every planted secret is taken out of text") {
  for (const auto& each : planted) {
    INFO(each.text);
    const auto clean = mask_text(each.text);
    CHECK_FALSE(holds(clean, each.secret));
    CHECK(holds(clean, masked));
  }
}

TEST_CASE("what only sounds like a secret stays") {
  for (const auto& text : harmless) CHECK(mask_text(text) == text);
}

TEST_CASE("what stands behind a key stays") { CHECK(holds(mask_text(planted[0].text), "after")); }

TEST_CASE("of documents the values of telling keys and names are taken") {
  const Json root = {
      {"users", {{{"user", {{"client-key-data", "c2Vj"}, {"token", "abc"}}}}}},
      {"env", {{{"name", "API_TOKEN"}, {"value", "hunter2"}}, {{"name", "HOME"}, {"value", "/"}}}},
      {"metadata",
       {{"annotations",
         {{"kubectl.kubernetes.io/last-applied-configuration", "{\"value\":\"hunter2\"}"}}}}},
      {"tokenTTL", "24h"}};
  const auto text = mask_tree(root).dump();
  for (const auto* secret : {"c2Vj", "abc", "hunter2"}) CHECK_FALSE(holds(text, secret));
  CHECK(holds(text, "24h"));
  CHECK(holds(text, "HOME"));
}

TEST_CASE("of Secret objects nothing is left") {
  const Json list = {{"kind", "List"},
                     {"items", {{{"kind", "Secret"}, {"data", {{"x", "aHVudGVyMg=="}}}}}}};
  CHECK_FALSE(holds(mask_tree(list).dump(), "aHVudGVyMg"));
}

TEST_CASE("a file is masked in its own form, comments and all") {
  const auto yaml = mask_file("# token: hunter1\napiVersion: v1\nusers:\n- token: hunter2\n", "f");
  CHECK_FALSE(holds(yaml, "hunter"));
  CHECK(holds(yaml, "apiVersion: v1"));
  CHECK_FALSE(holds(mask_file("{\"token\": \"hunter2\"}", "f"), "hunter2"));
  CHECK_FALSE(holds(mask_file("password = \"hunter2\"\n[x]\n", "f"), "hunter2"));
}

}  // namespace kcluster
