#include "manifest/encryption.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "base/yaml.h"

namespace kcluster {
namespace {

const std::string kKey = base64(std::string(32, 'k'));

EncryptionProvider key(const std::string& kind, const std::string& name) {
  return {kind, name, std::make_shared<const Secret>(kKey)};
}

/// A configuration with one provider for Secrets.
std::string with(const std::string& provider) {
  return "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n"
         "- resources: [secrets]\n  providers:\n  - " +
         provider + "\n";
}

Json server_pod() {
  return *one_mapping(R"(
apiVersion: v1
kind: Pod
spec:
  containers:
  - name: kube-apiserver
    command: [kube-apiserver, --advertise-address=192.168.1.20]
    volumeMounts:
    - {name: ca-certs, mountPath: /etc/ssl/certs, readOnly: true}
    - {name: usr-share, mountPath: /usr/share, readOnly: true}
  volumes:
  - {name: ca-certs, hostPath: {path: /etc/ssl/certs, type: DirectoryOrCreate}}
  - {name: usr-share, hostPath: {path: /usr/share, type: DirectoryOrCreate}}
)",
                      "pod");
}

}  // namespace

TEST_CASE("the file is Kubernetes' own, keys of one kind together, and is read back") {
  const EncryptionProviders providers{key("secretbox", "new"), key("secretbox", "old"),
                                      key("aescbc", "older"), identity_provider()};
  const auto text = encryption_text(providers);
  CHECK(text.reveal() ==
        "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n"
        "- providers:\n  - secretbox:\n      keys:\n      - name: new\n        secret: " + kKey +
            "\n      - name: old\n        secret: " + kKey +
            "\n  - aescbc:\n      keys:\n      - name: older\n        secret: " + kKey +
            "\n  - identity: {}\n  resources:\n  - secrets\n");
  const auto back = read_encryption(text.reveal(), "file");
  REQUIRE(back.size() == 4);
  CHECK(encryption_text(back).reveal() == text.reveal());
  CHECK(back[2].kind == "aescbc");
  CHECK(encryption_digest("").starts_with("sha256:e3b0c442"));
}

TEST_CASE("what kcluster would not keep whole is refused, without a key in the error") {
  const std::string good = "secretbox: {keys: [{name: a, secret: " + kKey + "}]}";
  CHECK(read_encryption(with(good), "file").size() == 1);
  for (const auto& bad :
       {std::string("kind: Pod\n"), std::string("[1, 2"), with("kms: {apiVersion: v2, name: a}"),
        with("secretbox: {keys: [{name: 'a:b', secret: " + kKey + "}]}"),
        with("secretbox: {keys: [{name: a, secret: " + kKey.substr(8) + "}]}"),
        with("secretbox: {keys: []}"), with(good + "\n- resources: [configmaps]"),
        with("{" + good + ", identity: {}}")}) {
    INFO(bad);
    try {
      read_encryption(bad, "file");
      CHECK(false);
    } catch (const Error& error) {
      CHECK_THAT(render(error), !Catch::Contains(kKey.substr(8, 12)));
    }
  }
}

TEST_CASE("the API server's pod gets flags and volume once, in order, and loses them again") {
  const auto before = server_pod();
  const auto with_flags = encrypting_pod(before);
  CHECK(encrypting_pod(with_flags) == with_flags);
  const auto& container = with_flags["spec"]["containers"][0];
  CHECK(container["command"][2] ==
        "--encryption-provider-config=/etc/kubernetes/encryption/config.yaml");
  CHECK(container["command"][3] == "--encryption-provider-config-automatic-reload=true");
  CHECK(container["volumeMounts"][1]["name"] == "kcluster-encryption");
  CHECK(container["volumeMounts"][1]["readOnly"] == true);
  CHECK(with_flags["spec"]["volumes"][1]["hostPath"]["path"] == "/etc/kubernetes/encryption");
  CHECK(plain_pod(with_flags) == before);
  CHECK(plain_pod(before) == before);
  CHECK_THROWS_AS(encrypting_pod(Json::object()), Error);
}

TEST_CASE("the stored configuration names the file, and forgets it") {
  const Json plain{{"kind", "ClusterConfiguration"},
                   {"apiServer", {{"extraArgs", {{{"name", "v"}, {"value", "4"}}}}}}};
  const auto with_flags = encrypting_configuration(plain);
  CHECK(with_flags["apiServer"]["extraArgs"].size() == 3);
  CHECK(with_flags["apiServer"]["extraVolumes"][0]["name"] == "kcluster-encryption");
  CHECK(encrypting_configuration(with_flags) == with_flags);
  CHECK(plain_configuration(with_flags) == plain);
  CHECK(encrypting_configuration(Json::object()).contains("apiServer"));
}

}  // namespace kcluster
