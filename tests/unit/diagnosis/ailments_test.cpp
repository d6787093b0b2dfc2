#include "diagnosis/ailments.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "diagnosis/causes.h"
#include "tests/unit/diagnosis/recorded.h"

namespace kcluster {
namespace {

const Ailment* find(const std::vector<Ailment>& all, std::string_view name) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Ailment& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<std::string> roots(const Examination& seen) {
  std::vector<std::string> names;
  for (const auto& each : find_ailments(seen))
    if (each.root() && each.weight == AilmentRow::Weight::cause) names.push_back(each.name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("nothing is wrong with a healthy node") { CHECK(find_ailments(healthy_node()).empty()); }

TEST_CASE("every row of the table is proved by evidence that was recorded for it") {
  std::set<std::string_view> proved;
  for (const auto& recorded : recorded_ailments()) {
    INFO(recorded.name);
    auto seen = healthy_node();
    recorded.spoil(seen);
    const auto all = find_ailments(seen);
    const auto* found = find(all, recorded.name);
    REQUIRE(found);
    CHECK_FALSE(found->summary.empty());
    CHECK_FALSE(found->proof.subject.empty());
    CHECK_FALSE(found->proof.what.empty());
    CHECK_FALSE(found->proof.remedy.empty());
    // recorded alone, it is what is to be mended first
    CHECK(found->root());
    proved.insert(recorded.name);
  }
  for (const auto& row : ailment_table()) {
    INFO(row.name);
    CHECK(proved.contains(row.name));
  }
}

TEST_CASE("at least twenty-five ways to fail are known, each by one name") {
  std::set<std::string_view> names;
  for (const auto& row : ailment_table()) CHECK(names.insert(row.name).second);
  CHECK(names.size() >= 25);
}

TEST_CASE("what a row explains stands below it, so there is no circle") {
  std::vector<std::string_view> names;
  for (const auto& row : ailment_table()) names.push_back(row.name);
  const auto place = [&](std::string_view name) {
    return std::find(names.begin(), names.end(), name) - names.begin();
  };
  for (const auto& row : ailment_table())
    for (const auto& follower : row.explains) {
      INFO(row.name << " explains " << follower);
      CHECK(place(follower) > place(row.name));
      CHECK(place(follower) < std::ptrdiff_t(names.size()));
    }
}

TEST_CASE("every known cause of the logs has its row") {
  for (const auto& cause : known_causes()) {
    INFO(cause.name);
    const auto rows = ailment_table();
    CHECK(std::any_of(rows.begin(), rows.end(),
                      [&](const AilmentRow& row) { return row.name == cause.name; }));
  }
}

TEST_CASE("a full disk explains the etcd that stopped, and that the API server that is away") {
  auto seen = healthy_node();
  seen.disks[0].space.free = 0;
  let_exit(seen, "etcd", "panic: write: no space left on device");
  seen.etcd.health.reset();
  seen.etcd.silence = "connection refused";
  let_exit(seen, "kube-apiserver",
           "Error while dialing: dial tcp 127.0.0.1:2379: connect: refused");
  seen.components[0].why = "connection refused";
  seen.components[1].why = "connection refused";
  seen.api = {};
  CHECK(roots(seen) == Names{"disk-full"});
  const auto all = find_ailments(seen);
  REQUIRE(find(all, "etcd-down"));
  REQUIRE(find(all, "api-down"));
  CHECK(find(all, "api-down")->follows_from.front() == "disk-full");
}

TEST_CASE("a stopped runtime is the root of a node that is not ready") {
  auto seen = healthy_node();
  seen.runtime.silence = seen.told.runtime_silence = "connection refused";
  seen.told.containers.clear();
  seen.api.node.ready = false;
  seen.kubelet.unwell = "answers 500";
  CHECK(roots(seen) == Names{"runtime-down"});
}

TEST_CASE("a manifest that was moved away is the root, not that the component does not answer") {
  auto seen = healthy_node();
  seen.manifests[3].there = false;
  seen.told.containers.pop_back();
  seen.components[2].why = "there is no usable manifest";
  CHECK(roots(seen) == Names{"manifest-missing"});
}

TEST_CASE("the clock explains certificates that are not valid yet") {
  auto seen = healthy_node();
  seen.api.ahead = Seconds(-86400);
  for (auto& each : seen.certificates) each.begins = seen.now + Seconds(3600);
  CHECK(roots(seen) == Names{"clock"});
}

TEST_CASE("two things that do not explain each other are both roots") {
  auto seen = healthy_node();
  seen.kernel.ip_forward = false;
  seen.certificates[1].ends = seen.now - Seconds(1);
  CHECK(roots(seen) == Names{"ip-forward", "certificate-expired"});
}

TEST_CASE("the journal's old troubles are none once all is well") {
  auto seen = healthy_node();
  seen.told.kubelet = {
      "E1122 08:00:00.000000     300 kuberuntime.go:1] \"Failed to pull image\" "
      "pod=\"kube-system/etcd-node-1\"",
      "failed to get sandbox image \"registry.k8s.io/pause:3.10.2\""};
  CHECK(find_ailments(seen).empty());
}

TEST_CASE("a kubelet that was stopped is not explained by what it said of pods that run") {
  auto seen = healthy_node();
  let_kubelet_say(seen,
                  "\"Could not process manifest file\" "
                  "path=\"/etc/kubernetes/manifests/kube-scheduler.yaml\"");
  CHECK(roots(seen) == Names{"kubelet-down"});
  seen.told.kubelet = {"\"Failed to pull image\" image=\"registry.k8s.io/none:v0\""};
  CHECK(roots(seen) == Names{"kubelet-down"});
}

TEST_CASE("of the journal only what is as recent as its end counts") {
  auto seen = healthy_node();
  let_kubelet_say(seen, "");
  seen.told.kubelet = {
      "E1122 07:00:00.000000     300 server.go:1] \"failed to get sandbox image\"",
      "E1122 08:00:00.000000     300 server.go:1] \"failed to parse kubelet flag\""};
  CHECK(roots(seen) == Names{"kubelet-flag"});
}

TEST_CASE("a busy etcd whose alarms were not read in time has not lost its quorum") {
  auto seen = healthy_node();
  seen.etcd.health->alarms_fault = "no answer";
  CHECK(find_ailments(seen).empty());
}

TEST_CASE("a job that ended well is no trouble") {
  auto seen = healthy_node();
  let_exit(seen, "job", "permission denied");
  seen.told.containers.back().container.exit_code = 0;
  CHECK(find_ailments(seen).empty());
}

TEST_CASE("secrets in the lines that prove an ailment are masked") {
  auto seen = healthy_node();
  let_exit(seen, "kube-apiserver", "unknown flag: --x with abcdef.0123456789abcdef");
  const auto all = find_ailments(seen);
  for (const auto& each : all)
    for (const auto& line : each.proof.shown_by)
      CHECK(line.find("0123456789abcdef") == std::string::npos);
}

TEST_CASE("a machine in no cluster lacks nothing of a cluster's") {
  Examination seen;
  seen.role = Examination::Role::none;
  seen.runtime.socket = "unix:///run/containerd/containerd.sock";
  seen.kubelet.active = seen.kubelet.has_config = seen.kubelet.has_kubeconfig = false;
  seen.kernel.ip_forward = false;
  CHECK(find_ailments(seen).empty());
}

}  // namespace kcluster
