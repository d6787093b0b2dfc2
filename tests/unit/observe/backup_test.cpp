#include "observe/backup.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"

namespace kcluster {
namespace {

constexpr const char* kServer = R"(apiVersion: v1
kind: Pod
spec:
  containers:
  - image: registry.k8s.io:5000/kube-apiserver:v1.36.3
    command:
    - kube-apiserver
    - --audit-policy-file=/srv/audit/policy.yaml
    - --etcd-servers=https://127.0.0.1:2379
    - --no-such=/srv/none
  volumes:
  - hostPath: {path: /srv/oidc-ca.crt, type: File}
    name: oidc
  - hostPath: {path: /srv/audit, type: DirectoryOrCreate}
    name: audit
)";

}  // namespace

TEST_CASE("a backup takes what the control plane needs, and nothing of kubeadm's old copies") {
  MemoryFiles files;
  for (const char* path :
       {"/etc/kubernetes/pki/ca.key", "/etc/kubernetes/pki/etcd/ca.crt",
        "/etc/kubernetes/admin.conf", "/etc/kubernetes/tmp/kubeadm-backup-etcd/member/snap/db",
        "/srv/audit/policy.yaml", "/srv/audit/unnamed", "/srv/oidc-ca.crt",
        "/var/lib/kubelet/config.yaml"})
    files.write(path, "x", {0600});
  files.write("/etc/kubernetes/manifests/kube-apiserver.yaml", kServer, {0600});
  const auto seen = observe_backup(files);
  CHECK(seen.files == std::vector<Path>{"/etc/kubernetes/admin.conf",
                                        "/etc/kubernetes/manifests/kube-apiserver.yaml",
                                        "/etc/kubernetes/pki/ca.key",
                                        "/etc/kubernetes/pki/etcd/ca.crt", "/srv/audit/policy.yaml",
                                        "/srv/oidc-ca.crt", "/var/lib/kubelet/config.yaml"});
  CHECK(seen.kubernetes_version == "v1.36.3");
  CHECK(seen.images == std::vector<std::string>{"registry.k8s.io:5000/kube-apiserver:v1.36.3"});
  CHECK(seen.warnings.empty());
}

TEST_CASE("a KMS plugin and a manifest that cannot be read are warned about") {
  MemoryFiles files;
  files.write("/etc/kubernetes/enc.yaml", "kind: EncryptionConfiguration\nresources:\n- kms: {}\n",
              {0600});
  files.write("/etc/kubernetes/manifests/broken.yaml", "a: [", {0600});
  files.write("/etc/kubernetes/manifests/list.yaml", "- a\n- b\n", {0600});
  const auto seen = observe_backup(files);
  REQUIRE(seen.warnings.size() == 2);
  CHECK_THAT(seen.warnings[0], Catch::Contains("broken.yaml"));
  CHECK_THAT(seen.warnings[1], Catch::Contains("KMS plugin"));
  CHECK(observe_backup(MemoryFiles()).files.empty());
}

}  // namespace kcluster
