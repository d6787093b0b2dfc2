#include "observe/node.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "host/memory_system.h"
#include "tests/support/spoken_cri.h"

using namespace kcluster;

namespace {

using Paths = std::vector<std::string>;
constexpr const char* kContainerd = "unix:///var/run/containerd/containerd.sock";

/// Files in memory among which some are sockets.
class SocketFiles : public MemoryFiles {
 public:
  std::optional<Stat> look(const Path& path) const override {
    if (!sockets.contains(path.string())) return MemoryFiles::look(path);
    Stat stat;
    stat.kind = Stat::Kind::other;
    return stat;
  }
  std::set<std::string> sockets;
};

struct Node {
  Seen observe(const std::string& wanted = "") {
    return observe_node(
        files, system,
        [this](const std::string& socket) {
          asked.push_back(socket);
          return cri;
        },
        wanted);
  }
  SocketFiles files;
  MemorySystem system;
  std::shared_ptr<SpokenCri> cri = std::make_shared<SpokenCri>();
  Paths asked;
};

}  // namespace

TEST_CASE("an empty node is seen as it is") {
  Node node;
  const auto seen = node.observe();
  CHECK(seen.hostname == "node-1");
  CHECK(seen.addresses == Paths{"192.168.1.20"});
  CHECK(seen.cri_sockets.empty());
  CHECK_FALSE(seen.kubelet_version);
  CHECK(seen.runtime_cgroup_driver.empty());
  CHECK_FALSE(seen.systemd_resolved);
  CHECK(seen.kubelet_resolv_conf.empty());
  CHECK(node.asked.empty());
}

TEST_CASE("sockets of runtimes are found in kubeadm's spelling and order") {
  Node node;
  node.files.sockets = {"/run/crio/crio.sock", "/var/run/cri-dockerd.sock",
                        "/run/containerd/containerd.sock"};
  CHECK(node.observe().cri_sockets ==
        Paths{kContainerd, "unix:///var/run/crio/crio.sock", "unix:///var/run/cri-dockerd.sock"});
  CHECK(node.asked.empty());  // which one is not for observe to say
}

TEST_CASE("a file or folder in a socket's place is no runtime") {
  Node node;
  node.files.write("/run/containerd/containerd.sock", "", {0644});
  node.files.make_dir("/run/crio/crio.sock", 0755);
  CHECK(node.observe().cri_sockets.empty());
}

TEST_CASE("the only runtime is asked for its cgroup driver, or the wanted one") {
  Node node;
  node.files.sockets = {"/run/containerd/containerd.sock"};
  CHECK(node.observe().runtime_cgroup_driver == "systemd");
  CHECK(node.observe("unix:///run/other.sock").runtime_cgroup_driver == "systemd");
  CHECK(node.asked == Paths{kContainerd, "unix:///run/other.sock"});
}

TEST_CASE("a runtime that does not answer leaves its driver unknown") {
  Node node;
  node.cri->silence = "connection refused";
  CHECK(node.observe(kContainerd).runtime_cgroup_driver.empty());
}

TEST_CASE("the installed kubelet's version is what it says") {
  Node node;
  node.system.machine.programs["kubelet --version"] = {0, "Kubernetes v1.36.3\n", ""};
  CHECK(node.observe().kubelet_version == "v1.36.3");
  node.system.machine.programs["kubelet --version"] = {0, "kubelet of my own", ""};
  CHECK_FALSE(node.observe().kubelet_version);
  node.system.machine.programs["kubelet --version"] = {1, "Kubernetes v1.36.3\n", "broken"};
  CHECK_FALSE(node.observe().kubelet_version);
}

TEST_CASE("systemd-resolved's own file is used where it runs") {
  Node node;
  node.system.machine.active = {"systemd-resolved"};
  const auto seen = node.observe();
  CHECK(seen.systemd_resolved);
  CHECK(seen.kubelet_resolv_conf == "/run/systemd/resolve/resolv.conf");
}

TEST_CASE("addresses that are down or of the loopback are left out") {
  Node node;
  node.system.machine.facts.addresses.push_back({"eth1", "10.0.0.1", 24, false, false});
  node.system.machine.facts.addresses.push_back({"eth2", "fd00::5", 64, true, false});
  CHECK(node.observe().addresses == Paths{"192.168.1.20", "fd00::5"});
}
