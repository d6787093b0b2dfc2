#include "report/drift.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/yaml.h"

using namespace kcluster;

namespace {

using Names = std::vector<std::string>;

Json pod(const Names& flags) {
  Json command{"kube-apiserver"};
  for (const auto& flag : flags) command.push_back(flag);
  return {{"kind", "Pod"},
          {"spec",
           {{"containers",
             {{{"name", "kube-apiserver"},
               {"image", "registry.k8s.io/kube-apiserver:v1.36.3"},
               {"command", command},
               {"env", {{{"name", "A"}, {"value", "1"}}}},
               {"startupProbe", {{"failureThreshold", 24}}},
               {"volumeMounts", {{{"name", "a"}}, {{"name", "b"}}}}}}},
            {"volumes", {{{"name", "a"}}, {{"name", "b"}}}}}},
          {"status", Json::object()}};
}

std::string difference(const Json& there, const Json& wanted) {
  const auto drift = pod_drift("/m/kube-apiserver.yaml", wanted, write_yaml(there));
  return drift ? drift->text : "";
}

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a manifest that says the same is no drift, in whatever order") {
  const auto wanted = pod({"--a=1", "--b=2"});
  CHECK(difference(wanted, wanted).empty());
  CHECK(difference(pod({"--b=2", "--a=1"}), wanted).empty());
  auto other = wanted;
  auto& spec = other["spec"];
  auto& container = spec["containers"][0];
  std::swap(spec["volumes"][0], spec["volumes"][1]);
  std::swap(container["volumeMounts"][0], container["volumeMounts"][1]);
  other.erase("status");
  CHECK(difference(other, wanted).empty());
}

TEST_CASE("what no cluster keeps is not compared") {
  const auto wanted = pod({"--a=1", "--initial-cluster=n1=https://10.0.0.1:2380"});
  auto there = pod({"--a=1", "--initial-cluster-state=existing"});
  auto& container = there["spec"]["containers"][0];
  container["env"].push_back({{"name", "HTTPS_PROXY"}, {"value", "http://p"}});
  container["startupProbe"]["failureThreshold"] = 48;
  CHECK(difference(there, wanted).empty());
}

TEST_CASE("flags, images, volumes and a missing manifest are drifts that are shown") {
  const auto wanted = pod({"--a=1"});
  CHECK(says(difference(pod({"--a=1", "--v=4"}), wanted), "+    - --v=4"));
  CHECK(says(difference(pod({"--a=2"}), wanted), "-    - --a=1"));
  auto there = wanted;
  there["spec"]["containers"][0]["image"] = "registry.k8s.io/kube-apiserver:v1.36.2";
  CHECK(says(difference(there, wanted), "+    image: registry.k8s.io/kube-apiserver:v1.36.2"));
  there = wanted;
  there["spec"]["volumes"].push_back({{"name", "c"}});
  CHECK(says(difference(there, wanted), "+  - name: c"));
  const auto gone = pod_drift("/m/etcd.yaml", wanted, std::nullopt);
  REQUIRE(gone);
  CHECK(gone->kind == "manifest");
  CHECK(gone->text == "/m/etcd.yaml: is not there\n");
}

TEST_CASE("a document of any shape is compared or refused, never trusted") {
  const auto wanted = pod({"--a=1"});
  for (const auto* text : {"{}", "spec: 1\n", "spec: {containers: [1, {command: a}]}\n",
                           "spec: {containers: [{command: [], env: 1, volumeMounts: {}}]}\n"})
    CHECK(pod_drift("/m/p.yaml", wanted, text));
  CHECK_THROWS_AS(pod_drift("/m/p.yaml", wanted, "- a\n"), Error);
  CHECK_THROWS_AS(document_drift("kubelet", "/k.yaml", Json::object(), "a: [1"), Error);
}

TEST_CASE("a kubelet's configuration is compared by what it says") {
  const Json wanted{{"maxPods", 110}, {"cgroupDriver", "systemd"}};
  CHECK_FALSE(
      document_drift("kubelet", "/k.yaml", wanted, "maxPods: 110\ncgroupDriver: systemd\n"));
  const auto drift =
      document_drift("kubelet", "/k.yaml", wanted, "maxPods: 50\ncgroupDriver: systemd\n");
  REQUIRE(drift);
  CHECK(says(drift->text, "+maxPods: 50"));
}

TEST_CASE("a kubelet's flags are its own business unless all that it was made with is known") {
  const Names wanted{"--container-runtime-endpoint=unix:///c.sock"};
  const std::string same = "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///c.sock\"\n";
  CHECK_FALSE(flags_drift("/f", wanted, same, Beyond::drift));
  const std::string more =
      "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///c.sock --node-ip=10.0.0.1 "
      "--register-with-taints=a:NoSchedule\"\n";
  CHECK_FALSE(flags_drift("/f", wanted, more, Beyond::own));
  CHECK(flags_drift("/f", wanted, more, Beyond::drift)->text == "/f: has --node-ip=10.0.0.1\n");
  const std::string other =
      "KUBELET_KUBEADM_ARGS=\"--container-runtime-endpoint=unix:///d.sock\"\n";
  const auto drift = flags_drift("/f", wanted, other, Beyond::own);
  REQUIRE(drift);
  CHECK(drift->text ==
        "/f: lacks --container-runtime-endpoint=unix:///c.sock\n"
        "/f: has --container-runtime-endpoint=unix:///d.sock\n");
  CHECK(flags_drift("/f", wanted, "", Beyond::drift));
}

TEST_CASE("names that a certificate lacks, or has beyond, are told one by one") {
  const Sans wanted{{"node1", "api.example.org"}, {"10.0.0.1"}};
  CHECK_FALSE(sans_drift("/c", wanted, {{"api.example.org", "node1"}, {"10.0.0.1"}}));
  const auto drift = sans_drift("/c", wanted, {{"node1", "old"}, {"10.0.0.1"}});
  REQUIRE(drift);
  CHECK(says(drift->text, "/c: lacks the name api.example.org\n"));
  CHECK(says(drift->text, "/c: has the name, which is not configured, old\n"));
}

TEST_CASE("the result tells people and programs the same") {
  CHECK(drift_result({}).words == "this node runs what the cluster's configuration says\n");
  const std::vector<Drift> drifts{{"kubelet", "/k", "x\n"}};
  CHECK(drift_result(drifts).words == "x\n");
  CHECK(drift_result(drifts).value[0]["subject"] == "/k");
  const std::vector<OwnFile> files{{"/a", "apiServer.extraArgs: a"}, {"/b", "etcd"}};
  const Names missing{"/b"};
  const auto copies = copies_result(files, missing);
  CHECK(copies.value[0]["present"] == true);
  CHECK(copies.value[1]["present"] == false);
  CHECK(says(copies.words, "/b (etcd), which is not here either"));
  CHECK_FALSE(says(copies.words, "kcluster join"));
  const std::vector<OwnFile> brought{{"/etc/kubernetes/encryption/config.yaml", "apiServer"}};
  CHECK(says(copies_result(brought, {}).words, "\nkcluster join brings those in"));
  CHECK(copies_result({}, {}).words.empty());
}
