#include "plan/renewal.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;

namespace {

std::vector<std::string> names(const RenewalPlan& plan) {
  std::vector<std::string> all;
  for (const auto& row : plan.rows) all.push_back(row.name);
  return all;
}

}  // namespace

TEST_CASE("what can be renewed has kubeadm's names, in its order, and the kubelet's own") {
  ClusterConfiguration cluster;
  cluster.certificates_dir = "/srv/pki";
  const auto plan = plan_renewal(cluster);
  CHECK(names(plan) ==
        std::vector<std::string>{
            "admin.conf", "apiserver", "apiserver-etcd-client", "apiserver-kubelet-client",
            "controller-manager.conf", "etcd-healthcheck-client", "etcd-peer", "etcd-server",
            "front-proxy-client", "kubelet.conf", "scheduler.conf", "super-admin.conf"});
  CHECK(plan.row("etcd-peer").certificate == "/srv/pki/etcd/peer.crt");
  CHECK(plan.row("etcd-peer").key == "/srv/pki/etcd/peer.key");
  CHECK(plan.row("admin.conf").certificate == "/etc/kubernetes/admin.conf");
  CHECK(plan.row("admin.conf").embedded());
  CHECK(plan.row("kubelet.conf").keeper == RenewalRow::Keeper::kubelet);
  CHECK(plan.authority(plan.row("admin.conf").authority).key == "/srv/pki/ca.key");
  CHECK(plan.authorities.size() == 3);
}

TEST_CASE("external etcd leaves etcd's certificates out") {
  ClusterConfiguration cluster;
  cluster.external_etcd.emplace();
  const auto plan = plan_renewal(cluster);
  CHECK(plan.rows.size() == 8);
  CHECK(plan.authorities.size() == 2);
}

TEST_CASE("algorithm and validity are the configuration's") {
  ClusterConfiguration cluster;
  cluster.encryption_algorithm = "ECDSA-P384";
  cluster.certificate_validity = std::chrono::hours(100);
  const auto plan = plan_renewal(cluster);
  CHECK(plan.algorithm == Algorithm::ecdsa_p384);
  CHECK(plan.validity == std::chrono::hours(100));
  cluster.encryption_algorithm = "DSA";
  CHECK_THROWS_WITH(plan_renewal(cluster), Catch::Contains("\"DSA\" is not known"));
}

TEST_CASE("an unknown name is the user's fault, and the nearest is told") {
  const auto plan = plan_renewal({});
  try {
    plan.row("admin.cnf");
    FAIL("it was found");
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
    CHECK(error.remedy == "did you mean admin.conf?");
  }
  CHECK_THROWS_WITH(plan.row("ca"), Catch::Contains("no certificate \"ca\""));
}
