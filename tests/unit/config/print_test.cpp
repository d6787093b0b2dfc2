#include "config/print.h"

#include <catch2/catch.hpp>

#include "base/yaml.h"

using namespace kcluster;

TEST_CASE("an untouched ClusterConfiguration leaves out what is empty") {
  const Config config = init_defaults();
  CHECK(write_yaml(cluster_configuration_json(config.cluster)) ==
        "apiServer: {}\n"
        "apiVersion: kubeadm.k8s.io/v1beta4\n"
        "caCertificateValidityPeriod: 87600h0m0s\n"
        "certificateValidityPeriod: 8760h0m0s\n"
        "certificatesDir: /etc/kubernetes/pki\n"
        "clusterName: kubernetes\n"
        "controllerManager: {}\n"
        "dns: {}\n"
        "encryptionAlgorithm: RSA-2048\n"
        "etcd:\n  local:\n    dataDir: /var/lib/etcd\n"
        "imageRepository: registry.k8s.io\n"
        "kind: ClusterConfiguration\n"
        "kubernetesVersion: 1.36.0\n"
        "networking:\n  dnsDomain: cluster.local\n  serviceSubnet: 10.96.0.0/12\n"
        "proxy: {}\n"
        "scheduler: {}\n");
}

TEST_CASE("the old feature gate decides the algorithm before the field does") {
  ClusterConfiguration cluster;
  cluster.encryption_algorithm = "RSA-4096";
  CHECK(key_algorithm(cluster) == "RSA-4096");
  cluster.feature_gates["PublicKeysECDSA"] = true;
  CHECK(key_algorithm(cluster) == "ECDSA-P256");
  cluster.feature_gates["PublicKeysECDSA"] = false;
  CHECK(key_algorithm(cluster) == "RSA-2048");
}
