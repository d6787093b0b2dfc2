#include "report/cluster_status.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

const Time kNow{Seconds(1795271424)};  // 2026-11-21T14:30:24Z

const Result& result(const std::vector<Result>& all, const std::string& name) {
  for (const auto& each : all)
    if (each.name == name) return each;
  throw std::logic_error("no result " + name);
}

ClusterStatus healthy() {
  ClusterStatus status;
  status.version = "v1.36.3";
  status.endpoint = "https://192.168.1.20:6443";
  status.nodes = {{"cka-control",
                   {"control-plane"},
                   true,
                   false,
                   "",
                   "v1.36.3",
                   "containerd://2.1.4",
                   "192.168.1.20"}};
  status.components = {
      {"cka-control", "kube-scheduler", ComponentStatus::Evidence::answer, true, true, ""}};
  return status;
}

}  // namespace

TEST_CASE("a healthy cluster is told in a few lines") {
  const auto all = cluster_status_results(healthy(), kNow);
  std::string words;
  for (const auto& each : all) words += each.words.empty() ? "" : each.words + "--\n";
  CHECK(words ==
        "Kubernetes v1.36.3 at https://192.168.1.20:6443\n"
        "--\n"
        "NODE         STATUS  ROLES          VERSION  RUNTIME             ADDRESS\n"
        "cka-control  Ready   control-plane  v1.36.3  containerd://2.1.4  192.168.1.20\n"
        "--\n"
        "COMPONENT       NODE         HEALTH\n"
        "kube-scheduler  cka-control  well, leads\n"
        "--\n");
  CHECK(result(all, "etcd").value == nullptr);
}

TEST_CASE("the last good backup is told with its age, and that there was none where etcd runs") {
  auto status = healthy();
  CHECK(result(cluster_status_results(status, kNow), "backup").words.empty());
  status.etcd = EtcdHealth{};
  auto all = cluster_status_results(status, kNow);
  CHECK(result(all, "backup").words == "no backup of etcd was taken on this node\n");
  CHECK(result(all, "backup").value == nullptr);
  status.backup = LastBackup{kNow - Seconds(2 * 3600), "/var/backups/kcluster-1.tar", 4711};
  all = cluster_status_results(status, kNow);
  CHECK(result(all, "backup").words ==
        "last good backup 2h ago, of revision 4711: /var/backups/kcluster-1.tar\n");
  CHECK(result(all, "backup").value["ageSeconds"] == 7200);
  CHECK(result(all, "backup").value["taken"] == "2026-11-21T12:30:24Z");
}

TEST_CASE("what is not well says why, below its table") {
  auto status = healthy();
  status.nodes[0].ready = false;
  status.nodes[0].why = "network plugin is not ready";
  status.components[0] = {
      "cka-control2", "kube-scheduler",    ComponentStatus::Evidence::pod, false,
      false,          "its pod is Pending"};
  const auto all = cluster_status_results(status, kNow);
  CHECK_THAT(result(all, "nodes").words,
             Catch::EndsWith("cka-control: network plugin is not ready\n"));
  CHECK_THAT(result(all, "components").words, Catch::Contains("NOT WELL (its pod says)"));
  CHECK_THAT(result(all, "components").words,
             Catch::EndsWith("kube-scheduler on cka-control2: its pod is Pending\n"));
}

TEST_CASE("of the certificates the first to expire is told, and all that do so soon") {
  auto status = healthy();
  const auto at = [](std::chrono::hours after) {
    return std::chrono::floor<Seconds>(kNow) + after;
  };
  status.certificates = {{"a.crt", at(std::chrono::hours(-1)), false},
                         {"b.crt", at(std::chrono::hours(48)), false},
                         {"c.crt", at(std::chrono::hours(24 * 300)), true}};
  const auto told = result(cluster_status_results(status, kNow), "certificates");
  CHECK(told.words ==
        "a.crt EXPIRED on 2026-11-21T13:30:24Z\n"
        "b.crt expires in 2d, on 2026-11-23T14:30:24Z\n");
  CHECK(told.value[1]["secondsLeft"] == 48 * 3600);
  CHECK(told.value.size() == 3);
}

TEST_CASE(
    "tokens that let nodes join are told by id, those that time certificates only to programs") {
  auto status = healthy();
  TokenSecret joins, times;
  joins.id = "abcdef";
  joins.expires = "2026-11-22T14:30:24Z";
  joins.usages = {"authentication", "signing"};
  times.id = "fedcba";
  status.tokens = {joins, times};
  const auto told = result(cluster_status_results(status, kNow), "tokens");
  CHECK(told.words == "bootstrap token abcdef holds until 2026-11-22T14:30:24Z\n");
  CHECK(told.value.size() == 2);
}

}  // namespace kcluster
