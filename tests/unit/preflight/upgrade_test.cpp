#include <catch2/catch.hpp>

#include "preflight/run.h"
#include "preflight/words.h"
#include "tests/unit/preflight/sound_node.h"

using namespace kcluster;

namespace {

using Weight = Finding::Weight;
constexpr std::uint64_t kMib = 1u << 20;

/// A cluster of v1.35.4 with which every check of an upgrade to v1.36.3 is content.
struct Upgraded {
  SoundNode node;
  SeenUpgrade seen;
  UpgradeChoices choices;
  std::string usual_corefile = ".:53 {\n    errors\n}\n";

  Upgraded() {
    seen.endpoint = "https://10.0.0.1:6443";
    auto& versions = seen.versions;
    versions.apiservers = versions.controller_managers = versions.schedulers =
        versions.kubelets = {{"cp", "v1.35.4"}};
    versions.etcd = {{"cp", "3.6.6-0"}};
    seen.configuration = node.config.cluster;
    seen.nodes = {{"cp", true, true, false, ""}};
    seen.etcd_seen = true;
    seen.etcd.resize(1);
    seen.etcd[0].name = "cp";
    seen.etcd[0].version = "3.6.6";
    seen.corefile = usual_corefile;
    seen.certificates = {{"/etc/kubernetes/pki/apiserver.crt", later(400), false}};
  }
  std::chrono::sys_seconds later(int days) const {
    return std::chrono::floor<std::chrono::seconds>(node.time) + std::chrono::days(days);
  }
  UpgradeNeeds needs() const {
    return plan_upgrade_needs(seen, Version::parse("v1.36.3").value(), choices, usual_corefile);
  }
  Findings findings() {
    auto plan = node.plan();
    plan.upgrade = needs();
    return findings_of(run_checks(upgrade_checks(), plan, node.look()));
  }
};

void require_one(Upgraded& cluster, Weight weight, const std::string& name,
                 const std::string& says) {
  const auto findings = cluster.findings();
  REQUIRE(findings.size() == 1);
  INFO(findings[0].what);
  CHECK(findings[0].weight == weight);
  CHECK(findings[0].name == name);
  CHECK_THAT(findings[0].what, Catch::Contains(says));
  CHECK_FALSE(findings[0].remedy.empty());
}

}  // namespace

TEST_CASE("a sound cluster is ready for its upgrade") {
  Upgraded cluster;
  for (const auto& finding : cluster.findings()) FAIL(finding.name + ": " + finding.what);
}

TEST_CASE("a control plane that is not ready is an error, a worker a warning") {
  Upgraded cluster;
  cluster.seen.nodes.push_back({"w", false, false, false, "the network is down"});
  require_one(cluster, Weight::warning, "NodesReady", "the network is down");
  cluster.seen.nodes.back().control_plane = true;
  require_one(cluster, Weight::error, "ControlPlaneNodesReady", "w is not ready");
}

TEST_CASE("a component that is not well stands in the way") {
  Upgraded cluster;
  cluster.seen.faults = {{"cp", "kube-scheduler", "connection refused"}};
  require_one(cluster, Weight::error, "ComponentHealth", "kube-scheduler on cp");
}

TEST_CASE("etcd must have answered, with voters that are well and no learner") {
  Upgraded cluster;
  cluster.seen.etcd[0].fault = "does not answer";
  require_one(cluster, Weight::error, "EtcdHealth", "cp does not answer");
  cluster.seen.etcd[0].learner = true;
  require_one(cluster, Weight::error, "EtcdHealth", "cp is a learner");
  cluster.seen.etcd_seen = false;
  require_one(cluster, Weight::error, "EtcdHealth", "could not be asked");
}

TEST_CASE("faults of the versions are errors, and warnings where --force passes over them") {
  Upgraded cluster;
  cluster.seen.versions.kubelets = {{"old", "v1.32.0"}};
  require_one(cluster, Weight::error, "KubeletVersionSkew", "old v1.32.0");
  cluster.choices.forced = true;
  require_one(cluster, Weight::warning, "KubeletVersionSkew", "old v1.32.0");
  cluster.seen.versions.kubelets = {{"cp", "v1.34.0"}};
  cluster.seen.versions.apiservers = {{"cp", "v1.34.0"}};
  require_one(cluster, Weight::error, "VersionSkew", "skips a minor");
}

TEST_CASE("etcd's own skew counts unless etcd is external or left as it is") {
  Upgraded cluster;
  cluster.seen.configuration->local_etcd.image_tag = "3.5.21-0";
  require_one(cluster, Weight::error, "EtcdVersionSkew", "3.5.21-0 is a minor older");
  cluster.choices.etcd = EtcdUpgrade::left;
  CHECK(cluster.findings().empty());
  cluster.choices.etcd = EtcdUpgrade::wanted;
  cluster.seen.configuration->external_etcd = ExternalEtcd{};
  CHECK(cluster.findings().empty());
}

TEST_CASE("what the target no longer takes is found in the cluster's own configuration") {
  Upgraded cluster;
  cluster.seen.configuration->scheduler.extra_args = {{"feature-gates", "MemoryManager=true"}};
  require_one(cluster, Weight::error, "FeatureGates", "scheduler.extraArgs");
  cluster.seen.configuration->scheduler.extra_args.clear();
  cluster.seen.deprecated = {
      {"storagemigration.k8s.io", "v1alpha1", "storageversionmigrations", "", {}}};
  require_one(cluster, Weight::error, "DeprecatedAPIs", "storageversionmigrations");
  cluster.seen.deprecated.clear();
  cluster.seen.definitions = {{"a.example.com", {"v1beta1", "v1"}, {"v1"}, "v1"}};
  require_one(cluster, Weight::warning, "StoredVersions", "a.example.com");
}

TEST_CASE("expired certificates are renewed by the upgrade unless it is told not to") {
  Upgraded cluster;
  cluster.seen.certificates[0].expires = cluster.later(-1);
  require_one(cluster, Weight::warning, "CertificateExpiry", "has expired");
  cluster.choices.certificates_renewed = false;
  require_one(cluster, Weight::error, "CertificateExpiry", "has expired");
  cluster.seen.certificates[0].file = "/etc/kubernetes/kubelet.conf";
  require_one(cluster, Weight::warning, "CertificateExpiry", "kubelet.conf");
}

TEST_CASE("an authority that has expired stands in the way, one that soon will is told") {
  Upgraded cluster;
  cluster.seen.certificates = {{"/etc/kubernetes/pki/ca.crt", cluster.later(10), true}};
  require_one(cluster, Weight::warning, "CertificateExpiry", "expires in 10 days");
  cluster.seen.certificates[0].expires = cluster.later(0);
  require_one(cluster, Weight::error, "CertificateExpiry", "has expired");
}

TEST_CASE("there must be room for a snapshot as large as etcd's data") {
  Upgraded cluster;
  cluster.node.files.spaces["/var/lib"] = {100'000'000'000, 300 * kMib, 2};
  CHECK(cluster.findings().empty());
  cluster.seen.etcd[0].db_size = 200 * static_cast<std::int64_t>(kMib);
  require_one(cluster, Weight::error, "Disk", "a snapshot of etcd");
}

TEST_CASE("a budget that would hold up a drain is told with the pods it holds") {
  Upgraded cluster;
  cluster.seen.budgets = {{"web", "tight", {"w/a", "w/b", "w/c", "w/d", "w/e"}}};
  require_one(cluster, Weight::warning, "DisruptionBudgets", "w/a, w/b, w/c and 2 more");
}

TEST_CASE("a Corefile counts as changed by its words, not by blanks and comments") {
  Upgraded cluster;
  cluster.seen.corefile = "# ours\n.:53 {\n  errors  # all\n\n}\n";
  CHECK(cluster.findings().empty());
  cluster.seen.corefile = ".:53 {\n    errors\n    hosts\n}\n";
  require_one(cluster, Weight::warning, "CoreDNSMigration", "changed by hand");
  cluster.seen.versions.coredns = "v1.7.1";
  cluster.seen.corefile = ".:53 {\n    kubernetes a {\n        transfer to *\n    }\n}\n";
  require_one(cluster, Weight::warning, "CoreDNSMigration", "becomes the plugin transfer");
  cluster.seen.versions.coredns = "mine";
  require_one(cluster, Weight::warning, "CoreDNSMigration", "not known");
}

TEST_CASE("images that are not at hand are told, and missed where none may be pulled") {
  Upgraded cluster;
  auto needed = cluster.needs().images;
  REQUIRE(needed.size() == 7);
  cluster.seen.images = needed;
  CHECK(cluster.findings().empty());
  cluster.seen.images->pop_back();
  require_one(cluster, Weight::warning, "ImagePull", "etcd");
  cluster.choices.images_pulled = false;
  require_one(cluster, Weight::error, "ImagePull", "etcd");
}

TEST_CASE("missing manifests and what was not seen are told") {
  Upgraded cluster;
  cluster.seen.missing_manifests = {"/etc/kubernetes/manifests/kube-scheduler.yaml"};
  require_one(cluster, Weight::error, "StaticPodManifest", "kube-scheduler.yaml");
  cluster.seen.missing_manifests.clear();
  cluster.seen.unseen = {"metrics of https://10.0.0.2:6443: timed out"};
  require_one(cluster, Weight::warning, "Unseen", "metrics of");
}

TEST_CASE("etcd's data in the form of another minor are told of, two minors are refused") {
  Upgraded cluster;
  cluster.seen.configuration->local_etcd.image_tag = "3.7.1-0";
  require_one(cluster, Weight::warning, "EtcdStorageVersion", "cannot read its data");
  cluster.choices.etcd = EtcdUpgrade::left;
  CHECK(cluster.findings().empty());
  cluster.choices.etcd = EtcdUpgrade::wanted;
  cluster.seen.configuration->local_etcd.image_tag = "3.8.0-0";
  require_one(cluster, Weight::error, "EtcdVersionSkew", "skips a minor");
  cluster.seen.configuration->local_etcd.image_tag = "3.6.16-0";
  CHECK(cluster.findings().empty());
}
