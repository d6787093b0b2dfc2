#include "config/load.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

const std::string kFull = R"(apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
bootstrapTokens:
- token: abcdef.0123456789abcdef
  ttl: 0s
  description: d
dryRun: true
nodeRegistration:
  name: n1
  criSocket: unix:///run/crio/crio.sock
  taints: []
  kubeletExtraArgs: [{name: v, value: "4"}, {name: v, value: "5"}]
  ignorePreflightErrors: [Swap]
  imagePullPolicy: Never
  imagePullSerial: false
localAPIEndpoint: {advertiseAddress: 192.168.1.20, bindPort: 6444}
certificateKey: "0000000000000000000000000000000000000000000000000000000000000001"
skipPhases: [addon]
patches: {directory: /p}
timeouts: {etcdAPICall: 3m}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
etcd: {local: {dataDir: /e, extraArgs: [{name: a, value: ""}], serverCertSANs: [e.example.com]}}
networking: {serviceSubnet: 10.100.0.0/16, podSubnet: 10.244.0.0/16, dnsDomain: c.example.com}
kubernetesVersion: v1.36.3
controlPlaneEndpoint: api.example.com:443
apiServer:
  certSANs: [a.example.com]
  extraVolumes: [{name: v, hostPath: /h, mountPath: /m, readOnly: true, pathType: File}]
  extraEnvs: [{name: E, valueFrom: {fieldRef: {fieldPath: status.podIP}}}]
dns: {imageTag: v1, disabled: true}
proxy: {disabled: true}
featureGates: {NodeLocalCRISocket: true}
encryptionAlgorithm: ECDSA-P384
certificateValidityPeriod: 24h
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
maxPods: 50
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: ipvs
)";

}  // namespace

TEST_CASE("every field of the configuration arrives") {
  const auto loaded = load_init(kFull, "f");
  CHECK(loaded.warnings.empty());
  const auto& [init, cluster, kubelet, proxy, kubelet_given, proxy_given] = loaded.config;
  REQUIRE(init.bootstrap_tokens.size() == 1);
  CHECK(init.bootstrap_tokens[0].id == "abcdef");
  CHECK(init.bootstrap_tokens[0].secret->reveal() == "0123456789abcdef");
  CHECK(init.bootstrap_tokens[0].ttl == Duration::zero());
  CHECK(init.dry_run);
  CHECK(init.node.name == "n1");
  CHECK(init.node.taints->empty());
  CHECK(init.node.kubelet_extra_args[1].value == "5");
  CHECK(init.node.image_pull_policy == "Never");
  CHECK_FALSE(init.node.image_pull_serial);
  CHECK(init.local_api.bind_port == 6444);
  CHECK(init.certificate_key->reveal().back() == '1');
  CHECK(init.skip_phases == std::vector<std::string>{"addon"});
  CHECK(init.patches_directory == "/p");
  CHECK(init.timeouts.etcd_api_call == 3min);
  CHECK(init.timeouts.discovery == 5min);
  CHECK(cluster.local_etcd.data_dir == "/e");
  CHECK(cluster.local_etcd.extra_args[0].name == "a");
  CHECK(cluster.networking.dns_domain == "c.example.com");
  CHECK(cluster.api_server.extra_volumes[0].read_only);
  CHECK(cluster.api_server.extra_envs[0].spec["valueFrom"]["fieldRef"]["apiVersion"] == "v1");
  CHECK(cluster.dns.disabled);
  CHECK(cluster.proxy.disabled);
  CHECK(cluster.encryption_algorithm == "ECDSA-P384");
  CHECK(cluster.certificate_validity == 24h);
  CHECK(kubelet["maxPods"] == 50);
  CHECK(proxy["mode"] == "ipvs");
  CHECK((kubelet_given && proxy_given));
}

TEST_CASE("what is left out or null keeps kubeadm's default") {
  const auto config =
      load_init(
          "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: null\n"
          "clusterName: ''\napiServer: {certSANs: []}\n",
          "f")
          .config;
  CHECK(config.cluster.networking.service_subnet == "10.96.0.0/12");
  CHECK(config.cluster.cluster_name == "kubernetes");
  CHECK_FALSE(config.init.node.taints);
  CHECK_FALSE(config.kubelet_given);
}

TEST_CASE("all faults of a file are told at once, in the order of lines") {
  try {
    load_init(
        "apiVersion: kubeadm.k8s.io/v1beta4\n"
        "kind: ClusterConfiguration\n"
        "networking:\n"
        "  podSubnt: 10.244.0.0/16\n"
        "  serviceSubnet: 10.96.0.0/30\n"
        "apiServer:\n"
        "  extraArgs:\n"
        "  - name: v\n"
        "    value: 4\n"
        "---\n"
        "apiVersion: kubeadm.k8s.io/v1beta4\n"
        "kind: InitConfiguration\n"
        "localAPIEndpoint:\n"
        "  advertiseAddress: nowhere\n",
        "c.yaml");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
    CHECK(std::string(error.what()) == "c.yaml: 4 faults to mend");
    REQUIRE(error.findings.size() == 4);
    CHECK(error.findings[0].place == "c.yaml:4");
    CHECK(error.findings[0].name == "networking.podSubnt");
    CHECK(error.findings[0].remedy == "did you mean podSubnet?");
    CHECK(error.findings[1].place == "c.yaml:5");
    CHECK(error.findings[2].name == "apiServer.extraArgs[0].value");
    CHECK(error.findings[2].what == "expected a string, found a number");
    CHECK(error.findings[2].place == "c.yaml:9");
    CHECK(error.findings[3].place == "c.yaml:14");
  }
}

TEST_CASE("v1beta3 is read as the v1beta4 it would become") {
  const auto loaded = load_init(
      "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n"
      "apiServer:\n  timeoutForControlPlane: 7m\n  extraArgs: {z: '1', a: '2'}\n"
      "etcd: {external: {endpoints: ['https://10.0.0.1:2379'], caFile: /c}}\n"
      "---\napiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\n"
      "nodeRegistration: {kubeletExtraArgs: {v: '4'}}\n",
      "f");
  CHECK(loaded.warnings.size() == 2);
  const auto& args = loaded.config.cluster.api_server.extra_args;
  REQUIRE(args.size() == 2);
  CHECK(args[0].name == "a");
  CHECK(loaded.config.init.timeouts.control_plane_component_health_check == 7min);
  CHECK(loaded.config.init.node.kubelet_extra_args.at(0).name == "v");
  CHECK(loaded.config.cluster.external_etcd->http_endpoints.size() == 1);
}

TEST_CASE("old time limits move even where no InitConfiguration takes them") {
  const auto loaded = load_init(
      "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n"
      "apiServer: {timeoutForControlPlane: 9m}\n",
      "f");
  CHECK(loaded.config.init.timeouts.control_plane_component_health_check == 9min);
}

TEST_CASE("other kinds of kubeadm are checked and left aside with a warning") {
  const std::string cluster =
      "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n---\n";
  const std::string join = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: JoinConfiguration\n";
  const auto loaded = load_init(cluster + join, "f");
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(loaded.warnings[0].place == "f:5");
  CHECK_THROWS_AS(load_init(cluster + join + "discovry: {}\n", "f"), Error);
  CHECK_THROWS_AS(load_init(join, "f"), Error);
  CHECK(check_configuration(join + "discovery: {file: {kubeConfigPath: /f}}\n", "f").empty());
}

TEST_CASE("keys of a component that are not known are kept, with a warning") {
  const auto loaded = load_init(
      "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n---\n"
      "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nmaxPodz: 5\n",
      "f");
  CHECK(loaded.config.kubelet["maxPodz"] == 5);
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(loaded.warnings[0].remedy == "did you mean maxPods?");
}

TEST_CASE("lives of certificates beyond the usual are worth a warning") {
  const auto loaded = load_init(
      "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"
      "certificateValidityPeriod: 100000h\n",
      "f");
  CHECK(loaded.warnings.size() == 2);
}

TEST_CASE("no secret of the file shows in its faults") {
  try {
    load_init(
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n"
        "bootstrapTokens: [{token: sekret.sekret}]\ncertificateKey: sekretsekret\n"
        "localAPIEndpoint: {bindPort: sekret}\n",
        "f");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.findings.size() == 3);
    CHECK(render(error).find("sekret") == std::string::npos);
  }
}

TEST_CASE("the health check limit of 0s that kubeadm's migrate writes is taken for the usual one") {
  const auto loaded = load_init(
      "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n"
      "timeouts: {controlPlaneComponentHealthCheck: 0s}\n",
      "f");
  CHECK(loaded.config.init.timeouts.control_plane_component_health_check == 4min);
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(loaded.warnings[0].what == "0s leaves no time, 4m0s is taken");
}
