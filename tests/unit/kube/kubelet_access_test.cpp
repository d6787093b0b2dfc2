#include "kube/kubelet_access.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "pki/certificate.h"

namespace kcluster {
namespace {

constexpr const char* kConf = "/etc/kubernetes/kubelet.conf";

std::string pem_of(const std::string& common_name) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  CertificateSpec spec{{common_name, {"system:nodes"}}, {}, {}, now, now + std::chrono::hours(1)};
  return Certificate::authority(spec, Key::make(Algorithm::ecdsa_p256)).pem();
}

void write_kubeconfig(Files& files, const std::string& user) {
  const std::string text = R"({"current-context": "c",
    "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}],
    "clusters": [{"name": "k", "cluster": {"server": "https://192.168.1.20:6443"}}],
    "users": [{"name": "u", "user": )";
  files.write(kConf, text + user + "}]}", {0600});
}

const char* kRotated = "{\"client-certificate\": \"/var/lib/kubelet/pki/current.pem\"}";

}  // namespace

TEST_CASE("the node's name is the one its kubelet's certificate gives") {
  MemoryFiles files;
  write_kubeconfig(files, kRotated);
  files.write("/var/lib/kubelet/pki/current.pem", pem_of("system:node:worker-1"), {0600});
  const auto access = kubelet_access(files);
  CHECK(access.node == "worker-1");
  CHECK(access.endpoint.url == "https://192.168.1.20:6443");
}

TEST_CASE("a node in no cluster, and a kubelet without credentials of a node, are told apart") {
  MemoryFiles files;
  CHECK_THROWS_WITH(kubelet_access(files), Catch::Contains("in no cluster"));
  write_kubeconfig(files, R"({"token": "t"})");
  CHECK_THROWS_WITH(kubelet_access(files), Catch::Contains("no client certificate"));
  write_kubeconfig(files, kRotated);
  CHECK_THROWS_WITH(kubelet_access(files), Catch::Contains("does not exist"));
  files.write("/var/lib/kubelet/pki/current.pem", pem_of("kubernetes-admin"), {0600});
  CHECK_THROWS_WITH(kubelet_access(files), Catch::Contains("kubernetes-admin"));
}

}  // namespace kcluster
