#include "kube/kubeconfig.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"

namespace kcluster {
namespace {

Kubeconfig admin() {
  Kubeconfig config;
  config.user = "kubernetes-admin";
  config.server = "https://192.168.1.20:6443";
  config.authorities = "CA";
  config.certificate = "CERT";
  config.key = std::make_shared<const Secret>("KEY");
  return config;
}

}  // namespace

TEST_CASE("a kubeconfig is written as client-go writes it") {
  CHECK(kubeconfig_text(admin()) == R"(apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://192.168.1.20:6443
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: kubernetes-admin@kubernetes
current-context: kubernetes-admin@kubernetes
kind: Config
users:
- name: kubernetes-admin
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
)");
}

TEST_CASE("what was written is read back as an endpoint") {
  MemoryFiles files;
  files.write("/etc/kubernetes/admin.conf", kubeconfig_text(admin()), {});
  const auto made = endpoint(read_kubeconfig("/etc/kubernetes/admin.conf", files));
  CHECK(made.url == "https://192.168.1.20:6443");
  CHECK(made.authorities == "CA");
  CHECK(made.client_certificate == "CERT");
  CHECK(made.client_key->reveal() == "KEY");
  CHECK_FALSE(made.token);
}

TEST_CASE("files that a kubeconfig names are read, relative ones from its folder") {
  MemoryFiles files;
  files.write("/var/lib/kubelet/pki/current.pem", "BOTH", {});
  files.write("/etc/kubernetes/ca.pem", "CA", {});
  files.write("/etc/kubernetes/token", "abc\n", {});
  files.write("/etc/kubernetes/kubelet.conf", R"(
clusters: [{name: c, cluster: {server: "https://a", certificate-authority: ca.pem}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
users: [{name: u, user: {client-certificate: /var/lib/kubelet/pki/current.pem,
                         client-key: /var/lib/kubelet/pki/current.pem, tokenFile: token}}]
)",
              {});
  const auto config = read_kubeconfig("/etc/kubernetes/kubelet.conf", files);
  CHECK(config.authorities == "CA");
  CHECK(config.certificate == "BOTH");
  CHECK(config.key->reveal() == "BOTH");
  CHECK(config.token->reveal() == "abc");
}

TEST_CASE("a broken kubeconfig is named with what it lacks") {
  MemoryFiles files;
  CHECK_THROWS_WITH(read_kubeconfig("/none", files), Catch::Contains("/none does not exist"));
  const auto refuses = [&](const char* text, const char* words) {
    files.write("/k", text, {});
    CHECK_THROWS_WITH(read_kubeconfig("/k", files), Catch::Contains(words));
  };
  refuses("[]", "not a mapping");
  refuses("current-context: x", "no context named \"x\"");
  refuses("contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x",
          "no cluster named \"c\"");
  refuses(
      "contexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n"
      "clusters: [{name: c, cluster: {server: s, certificate-authority-data: '?'}}]\n"
      "users: [{name: u, user: {}}]",
      "certificate-authority-data is not base64");
}

}  // namespace kcluster
