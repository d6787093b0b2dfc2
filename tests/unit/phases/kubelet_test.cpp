#include "phases/kubelet.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "host/memory_system.h"

using namespace kcluster;

namespace {

KubeletPlan plan() {
  KubeletPlan out;
  out.config = {{"kind", "KubeletConfiguration"}};
  out.cri_socket = "unix:///run/c.sock";
  return out;
}

Machine machine() {
  Machine out;
  out.unit_files["kubelet"] = "enabled";
  return out;
}

std::vector<UnitAction> actions(const MemorySystem& system) {
  std::vector<UnitAction> out;
  for (const auto& change : system.changes()) out.push_back(change.action);
  return out;
}

constexpr const char* kKubeconfig =
    "{current-context: c, contexts: [{name: c, context: {user: u}}], users: [{name: u, user: {}}]}";

}  // namespace

TEST_CASE("the kubelet is stopped, told and started; a second run changes nothing") {
  MemoryFiles files;
  MemorySystem system(machine());
  kubelet_start(plan(), files, system, {});
  CHECK(actions(system) == std::vector{UnitAction::stop, UnitAction::refresh, UnitAction::start});
  CHECK(files.look("/var/lib/kubelet")->mode == 0700);
  CHECK(files.look("/var/lib/kubelet/config.yaml")->mode == 0644);
  CHECK(files.read("/var/lib/kubelet/kubeadm-flags.env") == "KUBELET_KUBEADM_ARGS=\"\"\n");
  const auto changes = files.changes().size();
  kubelet_start(plan(), files, system, {});
  CHECK(files.changes().size() == changes);
  CHECK(system.changes().size() == 3);
}

TEST_CASE("a socket that is a flag leaves no configuration of this instance") {
  MemoryFiles files;
  MemorySystem system(machine());
  auto flagged = plan();
  flagged.socket_is_local = false;
  kubelet_start(flagged, files, system, {});
  CHECK_FALSE(files.look("/var/lib/kubelet/instance-config.yaml"));
  CHECK(files.read("/var/lib/kubelet/config.yaml") == "kind: KubeletConfiguration\n");
}

TEST_CASE("a kubelet that lies still with the right files is only started") {
  MemoryFiles files;
  MemorySystem first(machine()), second(machine());
  kubelet_start(plan(), files, first, {});
  kubelet_start(plan(), files, second, {});
  CHECK(actions(second) == std::vector{UnitAction::refresh, UnitAction::start});
}

TEST_CASE("without a kubelet unit the files are written and a warning is told") {
  MemoryFiles files;
  MemorySystem system{Machine{}};
  std::vector<Event> told;
  kubelet_start(plan(), files, system, [&](const Event& event) { told.push_back(event); });
  CHECK(files.read("/var/lib/kubelet/config.yaml"));
  CHECK(system.changes().empty());
  REQUIRE(told.size() == 1);
  CHECK(told[0].kind == Event::Kind::warning);
}

TEST_CASE("the kubelet's kubeconfig follows its certificate once there is one") {
  MemoryFiles files;
  files.write("/etc/kubernetes/kubelet.conf", kKubeconfig, {0600, Secrecy::secret});
  kubelet_finalize(plan(), files);
  CHECK(files.read("/etc/kubernetes/kubelet.conf") == kKubeconfig);
  files.write("/var/lib/kubelet/pki/kubelet-client-current.pem", "x", {0600, Secrecy::secret});
  kubelet_finalize(plan(), files);
  CHECK(files.read("/etc/kubernetes/kubelet.conf")->find("kubelet-client-current.pem") !=
        std::string::npos);
  const auto changes = files.changes().size();
  kubelet_finalize(plan(), files);
  CHECK(files.changes().size() == changes);
}

TEST_CASE("a certificate without a kubeconfig is said so") {
  MemoryFiles files;
  files.write("/var/lib/kubelet/pki/kubelet-client-current.pem", "x", {0600, Secrecy::secret});
  CHECK_THROWS_AS(kubelet_finalize(plan(), files), Error);
}
