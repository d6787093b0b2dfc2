#include "plan/etcd.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace kcluster;

namespace {

Config config() {
  Config out;
  out.cluster.kubernetes_version = "v1.36.3";
  out.init.node.name = "one";
  out.init.local_api.advertise_address = "10.0.0.1";
  return out;
}

bool has(const EtcdPlan& plan, const std::string& flag) {
  const auto& command = plan.pod.command;
  return std::find(command.begin(), command.end(), flag) != command.end();
}

}  // namespace

TEST_CASE("the first member is a cluster of its own") {
  const auto plan = plan_etcd(config(), {});
  CHECK(has(plan, "--initial-cluster=one=https://10.0.0.1:2380"));
  CHECK_FALSE(has(plan, "--initial-cluster-state=existing"));
  CHECK(plan.data_dir == "/var/lib/etcd");
}

TEST_CASE("a further member joins those that are there") {
  const std::vector<InitialMember> members{{"zero", "https://10.0.0.9:2380"},
                                           {"one", "https://10.0.0.1:2380"}};
  const auto plan = plan_etcd(config(), {}, members);
  CHECK(has(plan, "--initial-cluster=zero=https://10.0.0.9:2380,one=https://10.0.0.1:2380"));
  CHECK(has(plan, "--initial-cluster-state=existing"));
}

TEST_CASE("an external etcd leaves nothing to do") {
  Config c = config();
  c.cluster.external_etcd.emplace();
  CHECK_FALSE(plan_etcd(c, {}).local);
}

TEST_CASE("etcd is probed at the first of its metrics URLs") {
  struct Row {
    const char *urls, *scheme, *host;
    unsigned port;
  };
  const Row rows[] = {{"https://0.0.0.0:2388,http://x:1", "HTTPS", "0.0.0.0", 2388},
                      {"http://[fd00::1]:99", "HTTP", "fd00::1", 99},
                      {"http://:77", "HTTP", "127.0.0.1", 77},
                      {"http://host", "HTTP", "host", 2381},
                      {"http://host:0/x", "HTTP", "host", 2381},
                      {"nonsense", "HTTP", "127.0.0.1", 2381}};
  for (const auto& row : rows) {
    Config c = config();
    c.cluster.local_etcd.extra_args = {{"listen-metrics-urls", row.urls}};
    const auto pod = plan_etcd(c, {}).pod;
    INFO(row.urls);
    CHECK(pod.probe_scheme == row.scheme);
    CHECK(pod.probe_host == row.host);
    CHECK(pod.probe_port == row.port);
  }
}
