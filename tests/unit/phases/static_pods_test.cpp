#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "phases/control_plane.h"
#include "phases/etcd.h"

using namespace kcluster;

namespace {

Config config() {
  Config out;
  out.cluster.kubernetes_version = "v1.36.3";
  out.init.node.name = "one";
  out.init.local_api.advertise_address = "10.0.0.1";
  return out;
}

void run(const Config& c, const Surroundings& around, Files& files) {
  const auto plan = plan_control_plane(c, around);
  apiserver_pod(plan, files);
  controller_manager_pod(plan, files);
  scheduler_pod(plan, files);
  etcd_pod(plan_etcd(c, around), files);
}

}  // namespace

TEST_CASE("static pods are written for root alone, and a second run changes nothing") {
  MemoryFiles files;
  run(config(), {}, files);
  CHECK(files.look("/etc/kubernetes/manifests")->mode == 0700);
  CHECK(files.look("/var/lib/etcd")->mode == 0700);
  for (const char* name : {"kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"})
    CHECK(files.look("/etc/kubernetes/manifests/" + std::string(name) + ".yaml")->mode == 0600);
  const auto changes = files.changes().size();
  run(config(), {}, files);
  CHECK(files.changes().size() == changes);
}

TEST_CASE("with an external etcd there is no pod of our own") {
  MemoryFiles files;
  Config c = config();
  c.cluster.external_etcd.emplace();
  etcd_pod(plan_etcd(c, {}), files);
  CHECK(files.changes().empty());
}

TEST_CASE("a patch that does not fit leaves the old manifest") {
  MemoryFiles files;
  run(config(), {}, files);
  const auto before = files.read("/etc/kubernetes/manifests/etcd.yaml");
  const Surroundings around{.patches = {{"/p/etcd+json.yaml", "- {op: remove, path: /none}"}}};
  CHECK_THROWS_AS(etcd_pod(plan_etcd(config(), around), files), Error);
  CHECK(files.read("/etc/kubernetes/manifests/etcd.yaml") == before);
}
