#include "observe/reset.h"

#include <catch2/catch.hpp>

#include "etcd/memory_etcd.h"
#include "host/memory_files.h"
#include "host/memory_system.h"

namespace kcluster {
namespace {

constexpr const char* kEtcd = R"(spec:
  containers:
  - name: etcd
    command: [etcd, --name=cka-control, --data-dir=/data,
      "--initial-advertise-peer-urls=https://192.168.1.20:2380",
      "--listen-client-urls=https://127.0.0.1:2379,https://192.168.1.20:2379",
      "--initial-cluster=cka-control=https://192.168.1.20:2380,b=https://192.168.1.23:2380",
      --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt]
  volumes:
  - {name: etcd-certs, hostPath: {path: /pki}}
  - {name: etcd-data, hostPath: {path: /srv/etcd}}
)";

struct Node {
  MemoryFiles files;
  MemorySystem system;
  std::shared_ptr<MemoryEtcd> etcd = std::make_shared<MemoryEtcd>();
  SeenReset seen() const {
    return observe_reset(files, system, [this](const EtcdAccess&) { return etcd; });
  }
};

}  // namespace

TEST_CASE("of an empty node nothing is seen") {
  const auto seen = Node().seen();
  CHECK_FALSE(seen.etcd);
  CHECK(seen.ca_file.empty());
  CHECK(seen.kubelet_socket.empty());
  CHECK(seen.node_name == "node-1");
}

TEST_CASE("a control plane's manifests say where things lie") {
  Node n;
  n.files.write("/etc/kubernetes/manifests/etcd.yaml", kEtcd, {});
  n.files.write("/etc/kubernetes/manifests/kube-apiserver.yaml",
                "spec:\n  containers:\n  - name: kube-apiserver\n    command:\n"
                "    - kube-apiserver\n    - --client-ca-file=/srv/pki/ca.crt\n",
                {});
  for (const char* name : {"ca.crt", "healthcheck-client.crt", "healthcheck-client.key"})
    n.files.write(std::string("/etc/kubernetes/pki/etcd/") + name, "x", {});
  n.files.write("/var/lib/kubelet/instance-config.yaml",
                "containerRuntimeEndpoint: unix:///run/crio/crio.sock\n", {});
  const auto seen = n.seen();
  REQUIRE(seen.etcd);
  CHECK(seen.etcd->data_dir == "/srv/etcd");
  CHECK(seen.etcd->name == "cka-control");
  CHECK(seen.etcd->peer_url == "https://192.168.1.20:2380");
  CHECK(seen.etcd->client.endpoints ==
        std::vector<std::string>{"https://127.0.0.1:2379", "https://192.168.1.23:2379"});
  CHECK(seen.etcd->client.key == "/etc/kubernetes/pki/etcd/healthcheck-client.key");
  CHECK(seen.members == 1u);
  CHECK(seen.ca_file == "/srv/pki/ca.crt");
  CHECK(seen.kubelet_socket == "unix:///run/crio/crio.sock");
}

TEST_CASE("an API server without etcd beside it tells of an external one") {
  Node n;
  const auto pod = [](const std::string& servers) {
    return "spec: {containers: [{name: kube-apiserver, command: [kube-apiserver, --etcd-servers=" +
           servers + "]}]}";
  };
  const std::string path = "/etc/kubernetes/manifests/kube-apiserver.yaml";
  n.files.write(path, pod("https://10.0.0.7:2379"), {});
  CHECK(n.seen().external_etcd == "https://10.0.0.7:2379");
  n.files.write(path, pod("https://127.0.0.1:2379"), {});
  CHECK(n.seen().external_etcd.empty());
  n.files.write(path, pod("https://10.0.0.7:2379"), {});
  n.files.write("/etc/kubernetes/manifests/etcd.yaml", kEtcd, {});
  CHECK(n.seen().external_etcd.empty());
}

TEST_CASE("a worker's kubelet says which authority it trusts") {
  Node n;
  n.files.write("/var/lib/kubelet/config.yaml",
                "authentication:\n  x509:\n    clientCAFile: /srv/pki/ca.crt\n", {});
  CHECK(n.seen().ca_file == "/srv/pki/ca.crt");
  CHECK_FALSE(n.seen().members);
}

TEST_CASE("files that cannot be read are absent, notes are taken up") {
  Node n;
  n.files.write("/etc/kubernetes/manifests/etcd.yaml", "spec: [", {});
  n.files.write("/var/lib/kubelet/config.yaml", "{", {});
  n.files.write("/var/lib/kcluster/reset.json", to_text({"/p", "/e", "unix:///s"}), {});
  const auto seen = n.seen();
  CHECK_FALSE(seen.etcd);
  CHECK(seen.hints.etcd_data == "/e");
}

}  // namespace kcluster
