#include "plan/cluster.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/error.h"

namespace kcluster {
namespace {

Config settled() {
  Config config;
  config.init.node.name = "cka-control";
  config.init.local_api.advertise_address = "192.168.1.20";
  config.cluster.kubernetes_version = "v1.36.3";
  config.cluster.networking.pod_subnet = "10.244.0.0/16";
  return config;
}

bool has(const UploadCertsPlan& plan, const std::string& key, const std::string& path) {
  return std::any_of(plan.files.begin(), plan.files.end(),
                     [&](const SharedFile& file) { return file.key == key && file.path == path; });
}

}  // namespace

TEST_CASE("kubeadm-config is the text that kubeadm v1.36.3 stores") {
  CHECK(plan_upload_config(settled()).cluster_configuration == R"(apiServer: {}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {}
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
proxy: {}
scheduler: {}
)");
}

TEST_CASE("a kubelet configuration is generated unless the user gave one") {
  auto config = settled();
  CHECK(plan_upload_config(config).kubelet_generated);
  config.kubelet_given = true;
  CHECK_FALSE(plan_upload_config(config).kubelet_generated);
}

TEST_CASE("the API is reached at this node's own address") {
  auto config = settled();
  CHECK(plan_api(config).local_url == "https://192.168.1.20:6443");
  config.init.local_api.advertise_address = "fd00::1";
  config.init.local_api.bind_port = 7443;
  CHECK(plan_api(config).local_url == "https://[fd00::1]:7443");
}

TEST_CASE("shared certificates include etcd's: its authority, or the client of an external one") {
  auto config = settled();
  config.cluster.certificates_dir = "/pki";
  auto plan = plan_upload_certs(config);
  CHECK(plan.files.size() == 8);
  CHECK(has(plan, "sa.pub", "/pki/sa.pub"));
  CHECK(has(plan, "etcd-ca.key", "/pki/etcd/ca.key"));
  config.cluster.external_etcd = ExternalEtcd{{"https://e:2379"}, {}, "/e/ca", "/e/crt", "/e/key"};
  plan = plan_upload_certs(config);
  CHECK(plan.files.size() == 9);
  CHECK(has(plan, "external-etcd.key", "/e/key"));
}

TEST_CASE("taints not given are the control plane's, none given are none") {
  auto config = settled();
  REQUIRE(plan_mark_control_plane(config).taints.size() == 1);
  CHECK(plan_mark_control_plane(config).taints[0].effect == "NoSchedule");
  config.init.node.taints = std::vector<Taint>{};
  CHECK(plan_mark_control_plane(config).taints.empty());
}

TEST_CASE("a pod network is none, a bridge over a pod range, or a manifest") {
  auto config = settled();
  using Kind = PodNetworkPlan::Kind;
  CHECK(plan_pod_network(config, "", "/k").kind == Kind::none);
  CHECK(plan_pod_network(config, "none", "/k").kind == Kind::none);
  const auto bridge = plan_pod_network(config, "bridge", "/opt/kcluster");
  CHECK(bridge.kind == Kind::bridge);
  CHECK(bridge.pod_subnet == "10.244.0.0/16");
  CHECK(bridge.bridge.node == "cka-control");
  CHECK(bridge.bridge.program == "/opt/kcluster");
  CHECK(plan_pod_network(config, "/calico.yaml", "/k").manifest == "/calico.yaml");
  config.cluster.controller_manager.extra_args = {{"allocate-node-cidrs", "false"}};
  CHECK_THROWS_WITH(plan_pod_network(config, "bridge", "/k"), Catch::Contains("told to give none"));
  config.cluster.networking.pod_subnet.clear();
  CHECK_THROWS_WITH(plan_pod_network(config, "bridge", "/k"),
                    Catch::Contains("none is configured"));
}

}  // namespace kcluster
