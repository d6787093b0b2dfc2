#include <catch2/catch.hpp>

#include "base/error.h"
#include "config/load.h"

using namespace kcluster;

namespace {

const std::string kInit = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n";
const std::string kCluster = "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n";
const std::string kEtcd = kCluster + "etcd: {external: {";

/// A file and what its one fault must speak of: key path (or the whole error) and a word of the
/// text.
struct Row {
  std::string text, name, word;
};

const Row kRows[] = {
    {"", "", "no InitConfiguration"},
    {"\n# nothing\n---\n", "", "no InitConfiguration"},
    {"just text", "", "must be a mapping"},
    {"- a\n- b\n", "", "must be a mapping"},
    {"kind: InitConfiguration", "apiVersion", "missing"},
    {"apiVersion: 4\nkind: InitConfiguration", "apiVersion", "missing"},
    {"apiVersion: kubeadm.k8s.io/v1beta4", "kind", "missing"},
    {"apiVersion: kubeadm.k8s.io/v1beta4\nkind: IntConfiguration", "kind", "no kind"},
    {"apiVersion: kubeadm.k8s.io/v1beta2\nkind: InitConfiguration", "apiVersion",
     "unknown version"},
    {"apiVersion: v1\nkind: Pod", "apiVersion", "unknown version"},
    {"apiVersion: kubelet.config.k8s.io/v1\nkind: KubeletConfiguration", "apiVersion", "unknown"},
    {kCluster + "---\n" + kCluster, "kind", "a second ClusterConfiguration"},
    {kCluster + "foo: 1", "foo", "unknown key"},
    {kCluster + "featureGates: {NodeLocalCRISoket: true}", "featureGates.NodeLocalCRISoket",
     "unknown feature gate"},
    {kCluster + "featureGates: {RootlessControlPlane: true}", "featureGates.RootlessControlPlane",
     "without root"},
    {kCluster + "kubernetesVersion: v1.36.3\nfeatureGates: {ControlPlaneKubeletLocalMode: true}",
     "featureGates.ControlPlaneKubeletLocalMode", "unknown feature gate"},
    {kCluster + "kubernetesVersion: v1.34.4\netcd: {external: {endpoints: [\"https://e:1\"], "
                "httpEndpoints: [\"http://e:2\"], caFile: /a, certFile: /b, keyFile: /c}}",
     "etcd.external.httpEndpoints", "does not know"},
    {kCluster + "networking: 5", "networking", "expected a mapping"},
    {kCluster + "networking: {podSubnet: [a]}", "networking.podSubnet", "expected a string"},
    {kCluster + "dns: {disabled: 'yes'}", "dns.disabled", "expected true or false"},
    {kCluster + "apiServer: {extraArgs: {v: '4'}}", "apiServer.extraArgs", "list of mappings"},
    {kCluster + "apiServer: {extraArgs: [{value: x}]}", "apiServer.extraArgs[0].name",
     "without a name"},
    {kCluster + "apiServer: {extraArgs: [{name: --v}]}", "apiServer.extraArgs[0].name", "dash"},
    {kCluster + "apiServer: {extraArgs: [{name: v, value: true}]}", "apiServer.extraArgs[0].value",
     "expected a string"},
    {kCluster + "apiServer: {certSANs: ['a b']}", "apiServer.certSANs[0]", "no DNS name"},
    {kCluster + "apiServer: {certSANs: [5]}", "apiServer.certSANs[0]", "expected a string"},
    {kCluster + "apiServer: {extraVolumes: [{name: A, hostPath: /a, mountPath: /b}]}",
     "apiServer.extraVolumes[0].name", "no volume name"},
    {kCluster + "scheduler: {extraVolumes: [{name: a, hostPath: a, mountPath: /b}]}",
     "scheduler.extraVolumes[0].hostPath", "absolute"},
    {kCluster +
         "scheduler: {extraVolumes: [{name: a, hostPath: /a, mountPath: /b, pathType: Fil}]}",
     "scheduler.extraVolumes[0].pathType", "unknown type"},
    {kCluster + "scheduler: {extraEnvs: [{value: x}]}", "scheduler.extraEnvs[0].name",
     "without a name"},
    {kCluster + "networking: {serviceSubnet: 10.96.0.0}", "networking.serviceSubnet", "no range"},
    {kCluster + "networking: {serviceSubnet: 10.96.0.0/29}", "networking.serviceSubnet",
     "too small"},
    {kCluster + "networking: {serviceSubnet: 10.0.0.0/11}", "networking.serviceSubnet",
     "too large"},
    {kCluster + "networking: {serviceSubnet: 'fd00::/64'}", "networking.serviceSubnet",
     "too large"},
    {kCluster + "networking: {serviceSubnet: '10.96.0.0/16,10.97.0.0/16'}",
     "networking.serviceSubnet", "one range of each family"},
    {kCluster + "networking: {podSubnet: 10.244.0.0/25}", "networking.podSubnet",
     "smaller than one"},
    {kCluster + "networking: {podSubnet: 12.0.0.0/7}", "networking.podSubnet", "too large"},
    {kCluster + "networking: {podSubnet: 10.96.0.0/16}", "networking.podSubnet", "overlaps"},
    {kCluster + "networking: {dnsDomain: Cluster_Local}", "networking.dnsDomain", "no DNS name"},
    {kCluster + "kubernetesVersion: stable-1", "kubernetesVersion", "no version"},
    {kCluster + "kubernetesVersion: 1.36", "kubernetesVersion", "expected a string"},
    {kCluster + "kubernetesVersion: v1.33.1", "kubernetesVersion", "not supported"},
    {kCluster + "controlPlaneEndpoint: https://a", "controlPlaneEndpoint", "no endpoint"},
    {kCluster + "controlPlaneEndpoint: 'a:70000'", "controlPlaneEndpoint", "no endpoint"},
    {kCluster + "certificatesDir: pki", "certificatesDir", "absolute"},
    {kCluster + "imageRepository: https://x", "imageRepository", "no image repository"},
    {kCluster + "featureGates: {EtcdLearnerMode: true}", "featureGates.EtcdLearnerMode", "unknown"},
    {kCluster + "featureGates: {PublicKeysECDSA: 'true'}", "featureGates.PublicKeysECDSA",
     "expected true or false"},
    {kCluster + "encryptionAlgorithm: RSA", "encryptionAlgorithm", "unknown algorithm"},
    {kCluster + "certificateValidityPeriod: 1y", "certificateValidityPeriod", "duration"},
    {kCluster + "certificateValidityPeriod: 0s", "certificateValidityPeriod", "no lifetime"},
    {kCluster + "etcd: {local: {}, external: {endpoints: ['https://a:1']}}", "etcd.external",
     "beside"},
    {kCluster + "etcd: {local: {dataDir: e}}", "etcd.local.dataDir", "absolute"},
    {kEtcd + "}}", "etcd.external.endpoints", "no endpoint given"},
    {kEtcd + "endpoints: ['10.0.0.1:2379']}}", "etcd.external.endpoints[0]", "no endpoint"},
    {kEtcd + "endpoints: ['http://a:1'], caFile: /c}}", "etcd.external.endpoints[0]", "not https"},
    {kEtcd + "endpoints: ['https://a:1'], caFile: /c, keyFile: /k}}", "etcd.external.certFile",
     "belong together"},
    {kInit + "nodeRegistration: {name: 'a b'}", "nodeRegistration.name", "no node name"},
    {kInit + "nodeRegistration: {criSocket: 'tcp://x'}", "nodeRegistration.criSocket", "socket"},
    {kInit + "nodeRegistration: {taints: [{key: a, effect: Never}]}",
     "nodeRegistration.taints[0].effect", "unknown effect"},
    {kInit + "nodeRegistration: {imagePullPolicy: always}", "nodeRegistration.imagePullPolicy",
     "policy"},
    {kInit + "nodeRegistration: {ignorePreflightErrors: [ALL, Swap]}",
     "nodeRegistration.ignorePreflightErrors", "beside"},
    {kInit + "localAPIEndpoint: {advertiseAddress: 010.0.0.1}", "localAPIEndpoint.advertiseAddress",
     "no IP address"},
    {kInit + "localAPIEndpoint: {advertiseAddress: 224.0.0.1}", "localAPIEndpoint.advertiseAddress",
     "cannot be reached"},
    {kInit + "localAPIEndpoint: {bindPort: 70000}", "localAPIEndpoint.bindPort", "port"},
    {kInit + "localAPIEndpoint: {bindPort: 64.5}", "localAPIEndpoint.bindPort", "whole number"},
    {kInit + "bootstrapTokens: [{token: abc}]", "bootstrapTokens[0].token", "no bootstrap token"},
    {kInit + "bootstrapTokens: [{ttl: 1h, expires: '2030-01-01T00:00:00Z'}]",
     "bootstrapTokens[0].ttl", "beside"},
    {kInit + "bootstrapTokens: [{expires: tomorrow}]", "bootstrapTokens[0].expires", "no time"},
    {kInit + "bootstrapTokens: [{usages: [sign, authentication]}]", "bootstrapTokens[0].usages[0]",
     "unknown usage"},
    {kInit + "bootstrapTokens: [{groups: [system:masters]}]", "bootstrapTokens[0].groups[0]",
     "no group"},
    {kInit + "bootstrapTokens: [{ttl: -1h}]", "bootstrapTokens[0].ttl", "negative"},
    {kInit + "certificateKey: abc", "certificateKey", "64 hexadecimal"},
    {kInit + "timeouts: {discovery: 0s}", "timeouts.discovery", "no time"},
    {kInit + "timeouts: {discovery: 5}", "timeouts.discovery", "duration"},
    {kInit + "skipPhases: addon", "skipPhases", "list of strings"},
    {kInit + "kind: InitConfiguration", "", "already set"},
    {kInit + "a: [", "", "f:"},
    {std::string("\x7f"
                 "ELF\0\1",
                 6),
     "", "f:1"},
    {std::string(5000, '\xfe'), "", "not UTF-8"},
};

}  // namespace

TEST_CASE("bad input is refused with exit 3 and one clear fault") {
  for (const auto& row : kRows) {
    INFO(row.text.substr(0, 200));
    try {
      load_init(row.text, "f");
      FAIL_CHECK("accepted");
    } catch (const Error& error) {
      CHECK(error.exit == Exit::usage);
      CHECK_FALSE(error.remedy.empty());
      const auto& findings = error.findings;
      CHECK(findings.size() == (findings.empty() ? 0 : 1));
      if (!row.name.empty()) CHECK((findings.size() == 1 && findings[0].name == row.name));
      INFO(render(error));
      CHECK(render(error).find(row.word) != std::string::npos);
    }
  }
}
