#include "observe/etcd.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"

namespace kcluster {
namespace {

using Urls = std::vector<std::string>;

void put(MemoryFiles& files, const std::string& name, const std::vector<std::string>& flags) {
  std::string text = "spec:\n  containers:\n  - command:\n    - " + name + "\n";
  for (const auto& flag : flags) text += "    - --" + flag + "\n";
  files.write("/etc/kubernetes/manifests/" + name + ".yaml", text, {});
}

void put_control_plane(MemoryFiles& files) {
  put(files, "etcd",
      {"listen-client-urls=https://127.0.0.1:2379,https://192.168.1.23:2379",
       "advertise-client-urls=https://192.168.1.23:2379",
       "initial-advertise-peer-urls=https://192.168.1.23:2380",
       "initial-cluster=n1=https://192.168.1.20:2380,n2=https://192.168.1.23:2380",
       "trusted-ca-file=/srv/pki/etcd/ca.crt"});
}

}  // namespace

TEST_CASE("a control plane's own etcd comes first, over the loopback, then the others") {
  MemoryFiles files;
  put_control_plane(files);
  const auto seen = observe_etcd(files);
  REQUIRE(seen);
  CHECK(seen->endpoints == Urls{"https://127.0.0.1:2379", "https://192.168.1.20:2379"});
  CHECK(seen->authority_file == "/srv/pki/etcd/ca.crt");
  CHECK(seen->key_file == "/srv/pki/etcd/healthcheck-client.key");
}

TEST_CASE("an etcd that does not listen on the loopback is asked where it says") {
  MemoryFiles files;
  put(files, "etcd",
      {"listen-client-urls=https://[fd00::1]:2379", "advertise-client-urls=https://[fd00::1]:2379",
       "initial-advertise-peer-urls=https://[fd00::1]:2380",
       "initial-cluster=n1=https://[fd00::1]:2380,n2=https://[fd00::2]:2380"});
  CHECK(observe_etcd(files)->endpoints == Urls{"https://[fd00::1]:2379", "https://[fd00::2]:2379"});
}

TEST_CASE("without an etcd of its own the API server names the external one") {
  MemoryFiles files;
  CHECK_FALSE(observe_etcd(files));
  put(files, "kube-apiserver",
      {"etcd-servers=https://10.0.0.1:2379,https://10.0.0.2:2379", "etcd-cafile=/e/ca.crt",
       "etcd-certfile=/e/client.crt", "etcd-keyfile=/e/client.key"});
  const auto seen = observe_etcd(files);
  REQUIRE(seen);
  CHECK(seen->endpoints == Urls{"https://10.0.0.1:2379", "https://10.0.0.2:2379"});
  CHECK(seen->certificate_file == "/e/client.crt");
}

TEST_CASE("a manifest of another shape gives no endpoint, and no crash") {
  for (const char* text :
       {"", "[]", "spec: 3", "spec: {containers: [7]}", "spec: {containers: [{command: no}]}",
        "spec: {containers: [{command: [1, {a: b}, --x]}]}"}) {
    MemoryFiles files;
    files.write("/etc/kubernetes/manifests/etcd.yaml", text, {});
    const auto seen = observe_etcd(files);
    CHECK((!seen || seen->endpoints.empty()));
  }
}

TEST_CASE("the files of the access are read, and a missing one is named with its flag") {
  MemoryFiles files;
  put_control_plane(files);
  const auto seen = *observe_etcd(files);
  files.write("/srv/pki/etcd/ca.crt", "CA", {});
  files.write("/srv/pki/etcd/healthcheck-client.crt", "CERT", {});
  try {
    etcd_access(seen, files);
    FAIL("there is no key");
  } catch (const Error& error) {
    CHECK(std::string(error.what()).find("healthcheck-client.key") != std::string::npos);
    CHECK(error.remedy.find("--key") != std::string::npos);
  }
  files.write("/srv/pki/etcd/healthcheck-client.key", "KEY", {});
  const auto access = etcd_access(seen, files);
  CHECK(access.authorities == "CA");
  CHECK(access.client_certificate == "CERT");
  CHECK(access.client_key->reveal() == "KEY");
  CHECK(etcd_access({{"http://127.0.0.1:2379"}, "", "", ""}, MemoryFiles()).authorities.empty());
}

TEST_CASE("what is not named is taken from the cluster's usual place") {
  MemoryFiles files;
  for (const char* name : {"ca.crt", "healthcheck-client.crt", "healthcheck-client.key"})
    files.write(std::string("/etc/kubernetes/pki/etcd/") + name, name, {});
  CHECK(etcd_access({{"https://10.0.0.1:2379"}, "", "", ""}, files).authorities == "ca.crt");
}

}  // namespace kcluster
