#include <catch2/catch.hpp>

#include "config/join.h"
#include "preflight/run.h"
#include "preflight/words.h"
#include "tests/unit/preflight/spoiled.h"

using namespace kcluster;

namespace {

/// A node that is to become a worker, known to be sound as a control plane.
struct Joiner {
  SoundNode node;
  JoinConfiguration wanted;
  SeenCluster cluster;

  Joiner() {
    node.seen.addresses = {"192.168.1.20"};
    wanted.node = node.config.init.node;
    wanted.node.taints.emplace();
    auto& token = wanted.discovery.token.emplace();
    token.api_server_endpoint = "10.0.0.1:6443";
    cluster.configuration = node.config.cluster;
  }
  Findings before(Beginning beginning = Beginning::fresh) {
    return findings_of(
        run_checks(join_checks(), plan_join_checks(wanted, node.seen, beginning), node.look()));
  }
  Findings after() {
    const auto plan = plan_joined_checks(node.config, wanted, node.seen, cluster, Beginning::fresh);
    return findings_of(run_checks(joined_checks(plan.role), plan, node.look()));
  }
};

void require_one(const Findings& findings, Finding::Weight weight, const std::string& name,
                 const std::string& says) {
  REQUIRE(findings.size() == 1);
  INFO(findings[0].what);
  CHECK(findings[0].weight == weight);
  CHECK(findings[0].name == name);
  CHECK(findings[0].what.find(says) != std::string::npos);
  CHECK_FALSE(findings[0].remedy.empty());
}

}  // namespace

TEST_CASE("a sound node is fit to join before and after the cluster is known") {
  Joiner joiner;
  for (const auto& finding : joiner.before()) FAIL(finding.name + ": " + finding.what);
  for (const auto& finding : joiner.after()) FAIL(finding.name + ": " + finding.what);
}

TEST_CASE("a worker needs neither two CPUs nor the control plane's ports") {
  Joiner joiner;
  joiner.node.system.machine.facts.cpus = 1;
  joiner.node.system.machine.busy_ports = {6443, 2379};
  CHECK(joiner.before().empty());
  joiner.node.system.machine.busy_ports = {10250};
  require_one(joiner.before(), kError, "Port-10250", "port 10250 of the kubelet is in use");
}

TEST_CASE("a node of a cluster does not join another, but a join of its own is resumed") {
  Joiner joiner;
  joiner.node.write("/etc/kubernetes/kubelet.conf", "x");
  require_one(joiner.before(), kError, "FileAvailable--etc-kubernetes-kubelet.conf",
              "this node belongs to a cluster");
  CHECK(joiner.before(Beginning::resumed).empty());
}

TEST_CASE("clocks that disagree are a warning, then an error") {
  Joiner joiner;
  joiner.cluster.clock_ahead = std::chrono::seconds(-20);
  CHECK(joiner.after().empty());
  joiner.cluster.clock_ahead = std::chrono::seconds(-90);
  require_one(joiner.after(), kWarning, "ClockSkew", "90 s behind the API server's");
  joiner.cluster.clock_ahead = std::chrono::hours(2);
  require_one(joiner.after(), kError, "ClockSkew", "120 min ahead of the API server's");
}

TEST_CASE(
    "a living node keeps its name; a dead one and this very machine do not stand in the way") {
  Joiner joiner;
  auto& other = joiner.cluster.same_name.emplace();
  other.addresses = {"10.9.9.9"};
  CHECK(joiner.after().empty());
  other.ready = true;
  require_one(joiner.after(), kError, "NodeName", "10.9.9.9");
  other.lease_age = std::chrono::seconds(5);
  require_one(joiner.after(), kError, "NodeName", "has a living node");
  other.lease_age = std::chrono::seconds(300);
  CHECK(joiner.after().empty());
  other.lease_age.reset();
  other.addresses = joiner.node.seen.addresses;
  CHECK(joiner.after().empty());
}

TEST_CASE("a control plane needs a stable endpoint and what control planes share") {
  Joiner joiner;
  joiner.wanted.control_plane.emplace();
  joiner.wanted.control_plane->local_api = joiner.node.config.init.local_api;
  const auto names = [&] {
    std::vector<std::string> out;
    for (const auto& finding : joiner.after()) {
      CHECK_FALSE(finding.remedy.empty());
      out.push_back(finding.name);
    }
    return out;
  };
  joiner.node.config.cluster.control_plane_endpoint.clear();
  CHECK(names() == std::vector<std::string>{"ControlPlaneEndpoint", "SharedCertificates"});
  joiner.node.config.cluster.control_plane_endpoint = "balancer:6443";
  joiner.wanted.control_plane->certificate_key =
      std::make_shared<const Secret>(std::string(64, 'a'));
  CHECK(names().empty());
  joiner.node.system.machine.busy_ports = {2380};
  joiner.node.write("/etc/kubernetes/manifests/etcd.yaml", "x");
  CHECK(names() ==
        std::vector<std::string>{"Port-2380", "FileAvailable--etc-kubernetes-manifests-etcd.yaml"});
}

TEST_CASE("a kubelet that is newer than the cluster does not join") {
  Joiner joiner;
  joiner.node.seen.kubelet_version = "v1.37.0";
  require_one(joiner.after(), kError, "KubeletVersion", "newer than the control plane");
}
