#include "phases/upgrade.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "phases/upgrade_notes.h"
#include "tests/unit/phases/upgrade_world.h"
#include "workflow/steps.h"

using namespace kcluster;

TEST_CASE("an upgrade replaces the static pods and brings the cluster's objects up to date") {
  UpgradeWorld w;
  w.upgrade(w.files, w.system);
  CHECK(w.is_new());
  CHECK(w.files.read("/etc/kubernetes/manifests/etcd.yaml")->find("etcd:3.6.8-0") !=
        std::string::npos);
  CHECK(
      w.api->object("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/"
                    "kubeadm:apiserver-kubelet-client"));
  CHECK(w.all().find("kube-proxy:" + std::string(kUpgradedTo)) != std::string::npos);
}

TEST_CASE("a second run of an upgrade changes nothing") {
  UpgradeWorld w(true);
  w.upgrade(w.files, w.system);
  const auto files = w.files.changes().size();
  const auto sent = w.changed_objects();
  const auto units = w.system.changes().size();
  w.upgrade(w.files, w.system);
  CHECK(w.files.changes().size() == files);
  CHECK(w.changed_objects() == sent);
  CHECK(w.system.changes().size() == units);
}

TEST_CASE("what an upgrade has written already is known by its content, not by its spelling") {
  UpgradeWorld w;
  CHECK_FALSE(stands_already(w.plan, w.files));
  w.upgrade(w.files, w.system);
  CHECK(stands_already(w.plan, w.files));
  const auto text = *w.files.read(kServerPod);
  w.files.write(kServerPod, "# by hand\n" + text, {0600});
  CHECK(stands_already(w.plan, w.files));
  w.files.write(kServerPod, text + "  shareProcessNamespace: true\n", {0600});
  CHECK_FALSE(stands_already(w.plan, w.files));
  w.files.write(kServerPod, "- none\n", {0600});
  CHECK_FALSE(stands_already(w.plan, w.files));
}

TEST_CASE("certificates are renewed, and the API server's for kubelets loses its group") {
  UpgradeWorld w(true);
  const auto old = *w.files.read("/etc/kubernetes/pki/apiserver-kubelet-client.crt");
  w.upgrade(w.files, w.system);
  const auto made = *w.files.read("/etc/kubernetes/pki/apiserver-kubelet-client.crt");
  CHECK(made != old);
  CHECK(Certificate::parse(made, "").front().subject().organizations.empty());
  CHECK(w.files.read("/etc/kubernetes/pki/ca.crt") ==
        files_to_upgrade().read("/etc/kubernetes/pki/ca.crt"));
}

TEST_CASE("an etcd that is not well is not stopped") {
  UpgradeWorld w;
  w.etcd->cluster.members.push_back(
      {0xb2, "cka-control2", {"https://192.168.1.23:2380"}, {"https://192.168.1.23:2379"}, false});
  w.etcd->cluster.silent = {0xb2};
  CHECK_THROWS_WITH(w.upgrade(w.files, w.system), Catch::Contains("cka-control2"));
  CHECK(w.system.changes().empty());
  CHECK(w.files.read(kServerPod) == files_to_upgrade().read(kServerPod));
}

TEST_CASE("of two members neither can be spared, which is told") {
  UpgradeWorld w;
  w.etcd->cluster.members.push_back(
      {0xb2, "cka-control2", {"https://192.168.1.23:2380"}, {"https://192.168.1.23:2379"}, false});
  w.upgrade(w.files, w.system);
  CHECK(w.is_new());
  CHECK(w.warnings.size() == 1);
  CHECK_THAT(w.warnings.front(), Catch::Contains("2 of 2 are needed"));
}

TEST_CASE("before a leading member stops, another one leads") {
  UpgradeWorld w;
  w.etcd->cluster.members.push_back(
      {0xb2, "cka-control2", {"https://192.168.1.23:2380"}, {"https://192.168.1.23:2379"}, false});
  w.etcd->cluster.members.push_back(
      {0xb3, "cka-control3", {"https://192.168.1.24:2380"}, {"https://192.168.1.24:2379"}, false});
  w.upgrade(w.files, w.system);
  CHECK(w.etcd->cluster.leader != 0xa1);
}

TEST_CASE("CoreDNS and kube-proxy wait for the last control plane") {
  UpgradeWorld w;
  w.api->put("/api/v1/namespaces/kube-system/pods/kube-apiserver-cka-control2",
             {{"apiVersion", "v1"},
              {"kind", "Pod"},
              {"metadata",
               {{"name", "kube-apiserver-cka-control2"},
                {"namespace", "kube-system"},
                {"labels", {{"component", "kube-apiserver"}}}}},
              {"spec",
               {{"nodeName", "cka-control2"},
                {"containers", {{{"image", "registry.k8s.io/kube-apiserver:v1.35.4"}}}}}}});
  w.upgrade(w.files, w.system);
  CHECK(w.is_new());
  CHECK(w.all().find("kube-proxy:" + std::string(kUpgradedFrom)) != std::string::npos);
  CHECK(behind(w.plan, Client(w.api)) == std::vector<std::string>{"cka-control2"});
}

TEST_CASE("another image than was planned is no success") {
  UpgradeWorld w;
  struct Other : LivingCri {
    using LivingCri::LivingCri;
    std::vector<Container> containers() const override {
      auto all = LivingCri::containers();
      for (auto& each : all) each.asked_image = "registry.k8s.io/other:v1";
      return all;
    }
  };
  w.cri = std::make_shared<Other>(w.files, w.clock);
  CHECK_THROWS_WITH(w.upgrade(w.files, w.system), Catch::Contains("registry.k8s.io/other:v1"));
}

TEST_CASE("what an upgrade was begun with is read back as it was written") {
  UpgradeWorld w;
  const auto begun = *read_upgrade(w.files);
  CHECK(begun.spec.to == kUpgradedTo);
  CHECK(begun.spec.began == w.plan.spec.began);
  CHECK(to_json(begun.saved) == to_json(SavedUpgrade{node_to_upgrade(), w.choices}));
  w.files.write(Path(paths::upgrade) / "upgrade.json", "{}", {0600});
  CHECK_THROWS_AS(read_upgrade(w.files), Error);
}

TEST_CASE("the table has kubeadm's phases, so that they can be run alone and skipped") {
  const auto rows = row_names<UpgradePlan>(upgrade_table());
  for (const char* name :
       {"preflight", "control-plane", "upload-config", "upload-config/all", "upload-config/kubeadm",
        "upload-config/kubelet", "kubeconfig", "kubelet-config", "bootstrap-token", "addon",
        "addon/all", "addon/coredns", "addon/kube-proxy", "post-upgrade"}) {
    INFO(name);
    CHECK_NOTHROW(check_names({name, {}}, rows));
  }
}
