#include "cri/memory_cri.h"

#include <catch2/catch.hpp>

namespace kcluster {

TEST_CASE("a runtime in memory is healthy, and has what was pulled") {
  MemoryCri cri;
  CHECK(cri.state().runtime_ready);
  CHECK(cri.state().cgroup_driver == "systemd");
  CHECK_FALSE(cri.has_image("registry.k8s.io/pause:3.10"));
  cri.pull("registry.k8s.io/pause:3.10");
  CHECK(cri.has_image("registry.k8s.io/pause:3.10"));
  CHECK(cri.images().size() == 1);
  REQUIRE(cri.changes().size() == 1);
  CHECK(cri.changes()[0].subject == "registry.k8s.io/pause:3.10");
}

TEST_CASE("stopped containers have exited and removed pods are gone, here and not below") {
  Runtime canned;
  canned.pods = {{"p1", "etcd-n", "kube-system", "u", true, 0, {}, {}}};
  canned.containers.resize(1);
  canned.containers[0].id = "c1";
  canned.containers[0].pod_id = "p1";
  canned.containers[0].state = Container::State::running;
  const auto below = std::make_shared<MemoryCri>(canned);
  MemoryCri cri(below);
  cri.stop("c1", 10);
  CHECK(cri.containers()[0].state == Container::State::exited);
  cri.remove_pod("p1");
  CHECK(cri.pods().empty());
  CHECK(cri.containers().empty());
  CHECK(below->pods().size() == 1);
  CHECK(below->containers()[0].state == Container::State::running);
}

}  // namespace kcluster
