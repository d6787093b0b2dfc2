#include "phases/upgrade.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "host/undo_files.h"
#include "http/memory_http.h"
#include "manifest/addons.h"
#include "phases/addons.h"
#include "phases/certs.h"
#include "phases/control_plane.h"
#include "phases/etcd.h"
#include "phases/kubeconfig.h"
#include "phases/rest.h"
#include "phases/upgrade_notes.h"
#include "phases/upload_config.h"
#include "plan/init.h"
#include "plan/settle.h"
#include "tests/support/living_cri.h"
#include "tests/support/mortal_ports.h"
#include "workflow/steps.h"
#include "workflow/undo_http.h"

using namespace kcluster;

namespace {

constexpr const char* kOld = "v1.35.4";
constexpr const char* kNew = "v1.36.3";
constexpr const char* kServer = "/etc/kubernetes/manifests/kube-apiserver.yaml";
constexpr const char* kConfig = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";

UpgradeOrigin seen_node() {
  UpgradeOrigin seen;
  seen.name = "cka-control";
  seen.advertise_address = "192.168.1.20";
  seen.cri_socket = "unix:///run/containerd/containerd.sock";
  seen.program = "/usr/bin/kcluster";
  seen.version = kOld;
  seen.pods = {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"};
  seen.etcd = {{"https://192.168.1.20:2379"},
               "/etc/kubernetes/pki/etcd/ca.crt",
               "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
               "/etc/kubernetes/pki/etcd/healthcheck-client.key"};
  seen.cluster.encryption_algorithm = "ECDSA-P256";
  seen.cluster.kubernetes_version = kOld;
  seen.kubelet_generated = seen.proxy_generated = true;
  return seen;
}

/// What init left of the old version, made once: its certificates take their time.
const MemoryFiles& old_files() {
  static MemoryFiles files;
  if (files.look(kServer)) return files;
  const MemoryClock clock;
  const Config config = upgraded_config(seen_node(), kOld, {});
  const auto certificates = plan_certificates(config);
  for (const auto& row : certificates.rows) certificate(certificates, row.name, files, clock.now());
  const auto kubeconfigs = plan_kubeconfigs(config);
  for (const auto& row : kubeconfigs.rows) kubeconfig(kubeconfigs, row.name, files, clock.now());
  const auto pods = plan_control_plane(config, {});
  apiserver_pod(pods, files);
  controller_manager_pod(pods, files);
  scheduler_pod(pods, files);
  etcd_pod(plan_etcd(config, {}), files);
  files.write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n", {0644});
  return files;
}

/// A control plane of the old version with its cluster, all in memory.
struct World {
  MemoryFiles files{&old_files()};
  MemorySystem system;
  MemoryClock clock{Time(Seconds(1735700000))};
  Report report;
  std::vector<std::string> warnings;
  std::shared_ptr<MemoryHttp> api = std::make_shared<MemoryHttp>();
  std::shared_ptr<LivingCri> cri = std::make_shared<LivingCri>(files, clock);
  std::shared_ptr<MemoryEtcd> etcd = std::make_shared<MemoryEtcd>();
  UpgradePlan plan;
  UpgradeManner choices;

  explicit World(bool renew = false) {
    system.machine.unit_files = {{"kubelet", "enabled"}};
    system.machine.active = {"kubelet"};
    choices.renew_certificates = renew;
    api->answer("/version", {200, R"({"gitVersion":"v1.36.3"})", {}});
    Client client(api);
    const Config old = upgraded_config(seen_node(), kOld, {});
    upload_kubeadm_config(plan_upload_config(old), client);
    upload_kubelet_config(plan_upload_config(old), client);
    addon(proxy_objects(plan_proxy(old, {})), client);
    addon(coredns_objects(plan_coredns(old, {})), client);
    cri->containers();  // they run already
    clock.advance(std::chrono::minutes(1));
    begin();
  }
  void begin() {
    BegunUpgrade begun;
    begun.spec = {"20250101T000000Z", kOld, kNew, clock.now()};
    begun.saved = {seen_node(), choices};
    const Config settled = upgraded_config(begun.saved.seen, kNew, choices);
    plan = plan_upgrade(begun.spec, settled, begun.saved.seen, {}, choices);
    write_upgrade(begun, files);
    clock.advance(std::chrono::minutes(1));
  }
  Ports ports_over(Files& with, System& on, std::shared_ptr<Life> life = {}) {
    return Ports{with,
                 on,
                 clock,
                 report,
                 [this, life](const Endpoint&) -> std::shared_ptr<Http> {
                   if (!life) return api;
                   return std::make_shared<MortalHttp>(api, life);
                 },
                 [this](const std::string&) { return cri; },
                 [](const std::string&) { return std::nullopt; },
                 [this](const Event& event) {
                   if (event.kind == Event::Kind::warning) warnings.push_back(event.text);
                 },
                 [this](const EtcdAccess&) { return etcd; }};
  }
  /// As `upgrade apply` does it; the backup has its own tests.
  void upgrade(Files& with, System& on, std::shared_ptr<Life> life = {},
               const std::string& only = "") {
    UndoFiles undo(with, upgrade_folder::files, {paths::kubernetes, paths::kubelet});
    Ports ports = ports_over(undo, on, life);
    ports.http = [dial = ports.http, &with](const Endpoint& peer) {
      return std::make_shared<UndoHttp>(dial(peer), with, upgrade_folder::objects);
    };
    const Selection selection{only, {"preflight", "backup"}};
    run_steps(due_steps<UpgradePlan>(upgrade_table(), plan, ports, selection), {}, {});
  }
  void roll_back(Files& with, System& on, std::shared_ptr<Life> life = {}) {
    api->answer("/version", {200, R"({"gitVersion":"v1.35.4"})", {}});
    Ports ports = ports_over(with, on, life);
    run_steps(due_steps<UpgradePlan>(rollback_table(), plan, ports, {}), {}, {});
  }
  long changed_objects() const {
    const auto sent = api->sent();
    return std::count_if(sent.begin(), sent.end(), [](const Sent& each) { return each.changed; });
  }
  std::string stored() const { return api->object(kConfig)->dump(); }
  bool is_new() const {
    return files.read(kServer)->find(kNew) != std::string::npos &&
           stored().find(kNew) != std::string::npos && system.active("kubelet");
  }
  /// Every file below /etc/kubernetes and the kubelet's, and what the cluster keeps.
  std::string all() const {
    std::string text;
    collect("/etc/kubernetes", text);
    collect("/var/lib/kubelet", text);
    for (const char* map : {"kubeadm-config", "kubelet-config", "kube-proxy", "coredns"})
      text += api->object(std::string("/api/v1/namespaces/kube-system/configmaps/") + map)
                  ->at("data")
                  .dump();
    for (const char* set : {"daemonsets/kube-proxy", "deployments/coredns"})
      text += api->object(std::string("/apis/apps/v1/namespaces/kube-system/") + set)
                  ->at("spec")
                  .dump();
    return text;
  }

 private:
  void collect(const Path& folder, std::string& text) const {
    for (const auto& name : files.list(folder).value_or(std::vector<std::string>{})) {
      if (name.starts_with('.')) continue;  // what a cut off write left
      const Path path = folder / name;
      const auto stat = *files.look(path);
      text += path.string() + " " + std::to_string(stat.mode) + "\n";
      if (stat.kind == Stat::Kind::folder)
        collect(path, text);
      else
        text += *files.read(path);
    }
  }
};

}  // namespace

TEST_CASE("an upgrade replaces the static pods and brings the cluster's objects up to date") {
  World w;
  w.upgrade(w.files, w.system);
  CHECK(w.is_new());
  CHECK(w.files.read("/etc/kubernetes/manifests/etcd.yaml")->find("etcd:3.6.8-0") !=
        std::string::npos);
  CHECK(
      w.api->object("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/"
                    "kubeadm:apiserver-kubelet-client"));
  CHECK(w.all().find("kube-proxy:" + std::string(kNew)) != std::string::npos);
}

TEST_CASE("a second run of an upgrade changes nothing") {
  World w(true);
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
  World w;
  CHECK_FALSE(stands_already(w.plan, w.files));
  w.upgrade(w.files, w.system);
  CHECK(stands_already(w.plan, w.files));
  const auto text = *w.files.read(kServer);
  w.files.write(kServer, "# by hand\n" + text, {0600});
  CHECK(stands_already(w.plan, w.files));
  w.files.write(kServer, text + "  shareProcessNamespace: true\n", {0600});
  CHECK_FALSE(stands_already(w.plan, w.files));
  w.files.write(kServer, "- none\n", {0600});
  CHECK_FALSE(stands_already(w.plan, w.files));
}

TEST_CASE("certificates are renewed, and the API server's for kubelets loses its group") {
  World w(true);
  const auto old = *w.files.read("/etc/kubernetes/pki/apiserver-kubelet-client.crt");
  w.upgrade(w.files, w.system);
  const auto made = *w.files.read("/etc/kubernetes/pki/apiserver-kubelet-client.crt");
  CHECK(made != old);
  CHECK(Certificate::parse(made, "").front().subject().organizations.empty());
  CHECK(w.files.read("/etc/kubernetes/pki/ca.crt") ==
        old_files().read("/etc/kubernetes/pki/ca.crt"));
}

TEST_CASE("the way back makes files, pods and objects what they were") {
  World w(true);
  const auto before = w.all();
  w.upgrade(w.files, w.system);
  CHECK(w.all() != before);
  w.roll_back(w.files, w.system);
  CHECK(w.all() == before);
  CHECK(w.system.active("kubelet"));
}

TEST_CASE("certificates alone are put back with a restart of the pods that use them") {
  World w(true);
  const auto before = w.all();
  w.upgrade(w.files, w.system, {}, "renew-certs");
  CHECK(w.all() != before);
  w.roll_back(w.files, w.system);
  CHECK(w.all() == before);
  CHECK(w.system.active("kubelet"));
}

TEST_CASE("killed at any change, an upgrade run again ends in the new version") {
  // each change with one of the tears, in turn: a world takes its time
  for (const auto tear : {Tear::before, Tear::half, Tear::after})
    for (unsigned last = 1 + static_cast<unsigned>(tear);; last += 3) {
      World w;
      const auto life = std::make_shared<Life>(last, tear);
      MortalFiles files(w.files, life);
      MortalSystem system(w.system, life);
      if (!crashes([&] { w.upgrade(files, system, life); })) break;
      INFO("change " << last << ", tear " << static_cast<int>(tear));
      recover_if_cut_off(w.files, w.system, {});
      CHECK(w.system.active("kubelet"));
      w.upgrade(w.files, w.system);
      CHECK(w.is_new());
    }
}

TEST_CASE("killed at any change, an upgrade can be put back, and its way back be killed, too") {
  for (unsigned last = 2;; last += 5) {
    World w;
    const auto before = w.all();
    const auto life = std::make_shared<Life>(last);
    MortalFiles files(w.files, life);
    MortalSystem system(w.system, life);
    if (!crashes([&] { w.upgrade(files, system, life); })) break;
    INFO("change " << last);
    const auto second = std::make_shared<Life>(1 + last % 17);
    MortalFiles back(w.files, second);
    MortalSystem machine(w.system, second);
    crashes([&] { w.roll_back(back, machine, second); });
    w.roll_back(w.files, w.system);
    CHECK(w.all() == before);
    CHECK(w.system.active("kubelet"));
    CHECK_FALSE(w.files.look(paths::rest));
  }
}

TEST_CASE("an etcd that is not well is not stopped") {
  World w;
  w.etcd->cluster.members.push_back(
      {0xb2, "cka-control2", {"https://192.168.1.23:2380"}, {"https://192.168.1.23:2379"}, false});
  w.etcd->cluster.silent = {0xb2};
  CHECK_THROWS_WITH(w.upgrade(w.files, w.system), Catch::Contains("cka-control2"));
  CHECK(w.system.changes().empty());
  CHECK(w.files.read(kServer) == old_files().read(kServer));
}

TEST_CASE("of two members neither can be spared, which is told") {
  World w;
  w.etcd->cluster.members.push_back(
      {0xb2, "cka-control2", {"https://192.168.1.23:2380"}, {"https://192.168.1.23:2379"}, false});
  w.upgrade(w.files, w.system);
  CHECK(w.is_new());
  CHECK(w.warnings.size() == 1);
  CHECK_THAT(w.warnings.front(), Catch::Contains("2 of 2 are needed"));
}

TEST_CASE("before a leading member stops, another one leads") {
  World w;
  w.etcd->cluster.members.push_back(
      {0xb2, "cka-control2", {"https://192.168.1.23:2380"}, {"https://192.168.1.23:2379"}, false});
  w.etcd->cluster.members.push_back(
      {0xb3, "cka-control3", {"https://192.168.1.24:2380"}, {"https://192.168.1.24:2379"}, false});
  w.upgrade(w.files, w.system);
  CHECK(w.etcd->cluster.leader != 0xa1);
}

TEST_CASE("CoreDNS and kube-proxy wait for the last control plane") {
  World w;
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
  CHECK(w.all().find("kube-proxy:" + std::string(kOld)) != std::string::npos);
  CHECK(behind(w.plan, Client(w.api)) == std::vector<std::string>{"cka-control2"});
}

TEST_CASE("another image than was planned is no success") {
  World w;
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
  World w;
  const auto begun = *read_upgrade(w.files);
  CHECK(begun.spec.to == kNew);
  CHECK(begun.spec.began == w.plan.spec.began);
  CHECK(to_json(begun.saved) == to_json(SavedUpgrade{seen_node(), w.choices}));
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
