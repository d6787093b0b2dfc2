#include "plan/own_files.h"

#include <catch2/catch.hpp>

#include "plan/encryption.h"

using namespace kcluster;

namespace {

std::vector<std::string> paths_of(const ClusterConfiguration& cluster) {
  std::vector<std::string> out;
  for (const auto& file : files_to_copy(cluster)) out.push_back(file.path);
  return out;
}

}  // namespace

TEST_CASE("a plain control plane needs no file but those that every one has") {
  CHECK(files_to_copy({}).empty());
}

TEST_CASE("files that arguments and volumes name are to be copied, each once, with who names it") {
  ClusterConfiguration cluster;
  cluster.api_server.extra_args = {{"audit-policy-file", "/etc/kubernetes/audit/policy.yaml"},
                                   {"encryption-provider-config", "/etc/kubernetes/enc.yaml"},
                                   {"oidc-ca-file", "/etc/kubernetes/pki/oidc-ca.crt"},
                                   {"v", "4"}};
  cluster.api_server.extra_volumes = {
      {"enc", "/etc/kubernetes/enc.yaml", "/etc/kubernetes/enc.yaml", "File", true}};
  cluster.scheduler.extra_args = {{"config", "/etc/kubernetes/scheduler.yaml"}};
  const auto all = files_to_copy(cluster);
  REQUIRE(all.size() == 4);
  CHECK(all[0] ==
        OwnFile{"/etc/kubernetes/audit/policy.yaml", "apiServer.extraArgs: audit-policy-file"});
  CHECK(all[1].path == "/etc/kubernetes/enc.yaml");
  CHECK(all[2].path == "/etc/kubernetes/pki/oidc-ca.crt");
  CHECK(all[3].named_by == "scheduler.extraArgs: config");
}

TEST_CASE("the encryption configuration is to be copied where kubeadm joins") {
  ClusterConfiguration cluster;
  encrypt_secrets(cluster);
  CHECK(paths_of(cluster) == std::vector<std::string>{"/etc/kubernetes/encryption/config.yaml"});
}

TEST_CASE("what is only written, or made or fetched by every join, is not") {
  ClusterConfiguration cluster;
  cluster.api_server.extra_args = {{"audit-log-path", "/var/log/kubernetes/audit.log"},
                                   {"client-ca-file", "/etc/kubernetes/pki/ca.crt"},
                                   {"service-account-key-file", "/etc/kubernetes/pki/sa.pub"}};
  cluster.api_server.extra_volumes = {
      {"logs", "/var/log/kubernetes", "/var/log/kubernetes", "DirectoryOrCreate", false}};
  cluster.controller_manager.extra_args = {
      {"kubeconfig", "/etc/kubernetes/controller-manager.conf"}};
  cluster.local_etcd.extra_args = {{"data-dir", "/var/lib/etcd"}, {"root", "/"}};
  CHECK(paths_of(cluster).empty());
  cluster.external_etcd =
      ExternalEtcd{{}, {}, "/etc/etcd/ca.crt", "/etc/etcd/c.crt", "/etc/etcd/c.key"};
  cluster.api_server.extra_volumes.clear();
  cluster.api_server.extra_args = {{"etcd-cafile", "/etc/etcd/ca.crt"}};
  CHECK(paths_of(cluster).empty());
}
