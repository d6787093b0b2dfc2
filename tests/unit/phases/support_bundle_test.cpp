#include "phases/support_bundle.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "archive/tar.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "kubernetes/paths.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

const std::string kKey =
    "-----BEGIN RSA PRIVATE KEY-----\nMIIplantedkey\n-----END RSA PRIVATE KEY-----\n";
/// Every one of them lies somewhere on the node or in the cluster below.
const std::string kSecrets[] = {"MIIplantedkey",        "cGxhbnRlZGNsaWVudGtleQ==",
                                "planted-token",        "0123456789abcdef",
                                "planted-password",     "planted-auth",
                                "cGxhbnRlZHNlY3JldA==", "planted-env",
                                std::string(64, 'b')};

void fill(MemoryFiles& files) {
  const std::string pki = paths::pki, manifests = paths::manifests;
  files.write(pki + "/ca.key", kKey, {0600});
  files.write(pki + "/mixed.crt", "public\n" + kKey, {});
  files.write(paths::admin_conf,
              "apiVersion: v1\nusers:\n- name: a\n  user:\n    client-key-data: "
              "cGxhbnRlZGNsaWVudGtleQ==\n    token: planted-token\nclusters:\n- cluster:\n    "
              "certificate-authority-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==\n",
              {0600});
  files.write(
      manifests + "/kube-apiserver.yaml",
      "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: kube-apiserver\n    env:\n"
      "    - name: CLOUD_PASSWORD\n      value: planted-env\n",
      {});
  files.write(manifests + "/broken.yaml", "a: [\npassword: planted-password\n", {});
  files.write("/etc/containerd/config.toml", "[registry]\n  auth = \"planted-auth\"\n", {});
  files.write(paths::kubelet_flags, "KUBELET_KUBEADM_ARGS=\"--x=y\"\n", {});
}

Examination seen() {
  Examination made;
  made.told.kubelet = {"joined with abcdef.0123456789abcdef"};
  ContainerEvidence etcd;
  etcd.container.name = "etcd";
  etcd.log = {"--certificate-key " + std::string(64, 'b')};
  made.told.containers = {etcd};
  return made;
}

std::shared_ptr<FakeApi> cluster() {
  auto api = std::make_shared<FakeApi>();
  Client client(api);
  client.create_or_keep({{"apiVersion", "v1"},
                         {"kind", "Secret"},
                         {"metadata", {{"name", "s"}, {"namespace", "kube-system"}}},
                         {"data", {{"x", "cGxhbnRlZHNlY3JldA=="}}}});
  client.create_or_keep({{"apiVersion", "v1"},
                         {"kind", "ConfigMap"},
                         {"metadata", {{"name", "kubeadm-config"}, {"namespace", "kube-system"}}},
                         {"data", {{"ClusterConfiguration", "token: planted-token\nkind: x\n"}}}});
  return api;
}

std::string read(const MemoryFiles& files, const Path& path) {
  return files.read(path).value_or("");
}

}  // namespace

TEST_CASE("no planted secret is in a support bundle, and what helps is") {
  MemoryFiles files;
  fill(files);
  const MemorySystem system{Machine{}};
  auto all = bundle_files(seen(), files, system);
  for (auto& each : bundle_objects(Client(cluster()))) all.push_back(each);
  write_bundle("/root/help.tar", all, Time(Seconds(1800000000)), files);
  const auto text = read(files, "/root/help.tar");
  for (const auto& secret : kSecrets) {
    INFO(secret);
    CHECK(text.find(secret) == text.npos);
  }
  for (const auto* kept : {"certificate-authority-data", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS",
                           "KUBELET_KUBEADM_ARGS", "CLOUD_PASSWORD", "public"})
    CHECK(text.find(kept) != text.npos);
}

TEST_CASE("a support bundle is a tar for root alone, without any key's file") {
  MemoryFiles files;
  fill(files);
  write_bundle("/root/help.tar", bundle_files(seen(), files, MemorySystem{Machine{}}),
               Time(Seconds(1800000000)), files);
  CHECK(files.look("/root/help.tar")->mode == 0600);
  std::vector<std::string> names;
  for (const auto& entry : tar::list(*files.open("/root/help.tar"))) names.push_back(entry.name);
  const auto has = [&](const std::string& name) {
    return std::count(names.begin(), names.end(), name) == 1;
  };
  CHECK(has("files/etc/kubernetes/manifests/kube-apiserver.yaml"));
  CHECK(has("logs/etcd.log"));
  CHECK(has("logs/kubelet.log"));
  for (const auto& name : names) CHECK_FALSE(name.ends_with(".key"));
}

}  // namespace kcluster
