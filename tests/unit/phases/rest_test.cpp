#include "phases/rest.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "cri/memory_cri.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "kubernetes/paths.h"
#include "tests/support/full_disk.h"
#include "tests/support/mortal_ports.h"

namespace kcluster {
namespace {

constexpr const char* kEtcd = "/etc/kubernetes/manifests/etcd.yaml";
constexpr const char* kServer = "/etc/kubernetes/manifests/kube-apiserver.yaml";
constexpr const char* kTimer = "/etc/systemd/system/kcluster-recover.timer";

Sandbox static_pod(const std::string& component) {
  Sandbox pod;
  pod.id = "pod-" + component;
  pod.name = component + "-cka-control";
  pod.namespace_ = "kube-system";
  pod.labels = {{"component", component}, {"tier", "control-plane"}};
  pod.annotations = {{"kubernetes.io/config.hash", "abc"}};
  return pod;
}

Container container(const std::string& component) {
  Container made;
  made.id = "container-" + component;
  made.name = component;
  made.pod_id = "pod-" + component;
  made.state = Container::State::running;
  return made;
}

/// The manifests' folder lies on another one than that for manifests that are aside.
struct TwoFileSystems : FillingFiles {
  using FillingFiles::FillingFiles;
  void move(const Path& from, const Path&) override { file_fault("move", from, EXDEV); }
};

/// A control plane with a running kubelet.
struct Node {
  MemoryFiles files;
  MemorySystem system;
  std::shared_ptr<MemoryCri> cri = std::make_shared<MemoryCri>();
  AsidePlan plan{
      {"etcd", "kube-apiserver"}, paths::aside, "unix:///run/c.sock", "/usr/bin/kcluster"};

  Node() {
    files.write(kEtcd, "etcd", {});
    files.write(kServer, "server", {});
    system.machine.unit_files = {{"kubelet", "enabled"}};
    system.machine.active = {"kubelet"};
    auto other = static_pod("kube-apiserver");
    other.id = "workload";
    other.namespace_ = "default";
    cri->runtime.pods = {static_pod("etcd"), static_pod("kube-apiserver"), other};
    cri->runtime.containers = {container("etcd"), container("kube-apiserver")};
  }
  void set_aside_by(Files& with, System& on) {
    set_aside(plan, [this] { return cri; }, with, on, {});
  }
  bool in_place() const { return files.read(kEtcd) == "etcd" && files.read(kServer) == "server"; }
  bool is_aside() const {
    return !files.look(kEtcd) && !files.look(kServer) &&
           files.read(Path(paths::aside) / "etcd.yaml") == "etcd" &&
           files.read(Path(paths::aside) / "kube-apiserver.yaml") == "server";
  }
  void exchange_by(Files& with, System& on) {
    const auto put = [&] {
      with.write(kEtcd, "new etcd", {});
      with.write(kServer, "new server", {});
    };
    exchange(plan, put, [this] { return cri; }, with, on, {});
  }
  bool exchanged() const {
    return files.read(kEtcd) == "new etcd" && files.read(kServer) == "new server";
  }
  FillingDisk roomy{~0u, Full::for_good};
  TwoFileSystems apart{files, roomy};
  bool armed() const { return files.look(paths::rest) || files.look(kTimer); }
};

}  // namespace

TEST_CASE("static pods are taken off with the kubelet at rest, etcd last") {
  Node n;
  n.set_aside_by(n.files, n.system);
  CHECK(n.is_aside());
  CHECK(n.system.active("kubelet"));
  CHECK_FALSE(n.armed());
  std::vector<std::string> done;
  for (const auto& change : n.cri->changes()) done.push_back(change.subject);
  CHECK(done == std::vector<std::string>{"container-kube-apiserver", "pod-kube-apiserver",
                                         "container-etcd", "pod-etcd"});
}

TEST_CASE("what is aside already is left alone") {
  Node n;
  n.set_aside_by(n.files, n.system);
  const auto before = n.system.changes().size();
  n.set_aside_by(n.files, n.system);
  CHECK(n.system.changes().size() == before);
}

TEST_CASE("manifests come back one by one, or all") {
  Node n;
  n.set_aside_by(n.files, n.system);
  put_back(n.plan, "etcd", n.files);
  CHECK(n.files.look(kEtcd));
  CHECK_FALSE(n.files.look(kServer));
  put_all_back(n.plan, n.files);
  CHECK(n.in_place());
  put_all_back(n.plan, n.files);
  CHECK(n.in_place());
}

TEST_CASE("the kubelet does not rest when the runtime does not answer") {
  Node n;
  const auto silent = []() -> std::shared_ptr<Cri> { throw Silence("no runtime"); };
  CHECK_THROWS_AS(set_aside(n.plan, silent, n.files, n.system, {}), Silence);
  CHECK(n.in_place());
  CHECK(n.system.changes().empty());
}

TEST_CASE("cut off at any change, the node comes back by itself or was not touched") {
  const bool two = GENERATE(false, true);
  for (const auto tear : {Tear::before, Tear::half, Tear::after})
    for (unsigned last = 1;; ++last) {
      Node n;
      const auto life = std::make_shared<Life>(last, tear);
      MortalFiles files(two ? static_cast<Files&>(n.apart) : n.files, life);
      MortalSystem system(n.system, life);
      const bool crashed = crashes([&] { n.set_aside_by(files, system); });
      INFO("change " << last << ", tear " << static_cast<int>(tear));
      if (!crashed) break;
      const bool noted = n.files.look(paths::rest).has_value();
      CHECK((noted || n.in_place() || n.is_aside()));
      if (noted) CHECK(n.files.look(kTimer));  // that calls what follows
      recover_if_cut_off(n.files, n.system, {});
      CHECK(n.system.active("kubelet"));
      CHECK((noted ? n.in_place() : n.in_place() || n.is_aside()));
      n.set_aside_by(n.files, n.system);
      CHECK(n.is_aside());
      CHECK(n.system.active("kubelet"));
    }
}

TEST_CASE("whenever the disk fills, the way back needs none of it") {
  on_filling_disks([](FillingDisk& disk) {
    Node n;
    FillingFiles filling(n.files, disk);
    try {
      n.set_aside_by(filling, n.system);
    } catch (const Error&) {
      recover(filling, n.system);
      CHECK(n.in_place());
      CHECK_FALSE(n.armed());
      n.set_aside_by(n.files, n.system);
    }
    CHECK(n.is_aside());
    put_all_back(n.plan, filling);
    CHECK(n.in_place());
    CHECK(n.system.active("kubelet"));
  });
}

TEST_CASE("static pods are exchanged in one step, and nothing of the old ones is left") {
  Node n;
  n.exchange_by(n.files, n.system);
  CHECK(n.exchanged());
  CHECK(n.system.active("kubelet"));
  CHECK_FALSE(n.armed());
  CHECK_FALSE(n.files.look(Path(paths::aside) / "etcd.yaml"));
}

TEST_CASE("an exchange cut off at any change ends in the old pods or in the new ones") {
  for (const auto tear : {Tear::before, Tear::half, Tear::after})
    for (unsigned last = 1;; ++last) {
      Node n;
      const auto life = std::make_shared<Life>(last, tear);
      MortalFiles files(n.files, life);
      MortalSystem system(n.system, life);
      const bool crashed = crashes([&] { n.exchange_by(files, system); });
      INFO("change " << last << ", tear " << static_cast<int>(tear));
      if (!crashed) break;
      const bool noted = n.files.look(paths::rest).has_value();
      CHECK((noted || n.system.active("kubelet")));
      recover_if_cut_off(n.files, n.system, {});
      CHECK(n.system.active("kubelet"));
      CHECK((n.in_place() || n.exchanged()));
      n.exchange_by(n.files, n.system);
      CHECK(n.exchanged());
      CHECK_FALSE(n.armed());
    }
}

TEST_CASE("nothing is recovered while the command is still at work") {
  Node n;
  n.files.write(paths::rest,
                R"({"folder": "/var/lib/kcluster/etcd-restore/manifests", "pods": []})", {});
  n.system.machine.locked = {paths::rest_lock};
  recover_if_cut_off(n.files, n.system, {});
  CHECK(n.files.look(paths::rest));
  CHECK(n.system.changes().empty());
}

}  // namespace kcluster
