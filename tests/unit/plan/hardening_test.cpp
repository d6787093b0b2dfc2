#include "plan/hardening.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/yaml.h"
#include "config/join.h"
#include "config/print.h"
#include "plan/args.h"

namespace kcluster {
namespace {

Config hardened(Config wishes = {}) {
  harden(wishes);
  return wishes;
}

std::string flag(const std::vector<Arg>& args, const char* name) {
  return last_value(args, name).value_or("");
}

bool mounts(const Config& config, const std::string& path) {
  const auto& volumes = config.cluster.api_server.extra_volumes;
  return std::any_of(volumes.begin(), volumes.end(),
                     [&](const HostPathMount& each) { return each.host_path == path; });
}

}  // namespace

TEST_CASE("the profile adds what an audit looks for") {
  const auto config = hardened();
  const auto& api = config.cluster.api_server.extra_args;
  CHECK(flag(api, "audit-policy-file") == "/etc/kubernetes/hardening/audit-policy.yaml");
  CHECK(flag(api, "audit-log-path") == "/var/log/kubernetes/audit/audit.log");
  CHECK(flag(api, "authentication-config") == "/etc/kubernetes/hardening/authentication.yaml");
  CHECK(flag(api, "kubelet-certificate-authority") == "/etc/kubernetes/pki/ca.crt");
  for (const auto* args : {&api, &config.cluster.controller_manager.extra_args,
                           &config.cluster.scheduler.extra_args}) {
    CHECK(flag(*args, "profiling") == "false");
    CHECK(flag(*args, "tls-min-version") == "VersionTLS12");
    CHECK(flag(*args, "tls-cipher-suites").find("CBC") == std::string::npos);
  }
  CHECK(flag(config.cluster.local_etcd.extra_args, "tls-min-version") == "TLS1.2");
  CHECK(config.kubelet["serverTLSBootstrap"] == true);
  CHECK(config.kubelet["seccompDefault"] == true);
  CHECK(config.kubelet_given);
  CHECK(mounts(config, "/etc/kubernetes/hardening"));
  CHECK(mounts(config, "/var/log/kubernetes/audit"));
}

TEST_CASE("laid twice, the profile is laid once") {
  const auto once = hardened();
  auto twice = once;
  twice.cluster.api_server.extra_volumes = once.cluster.api_server.extra_volumes;
  harden(twice);
  CHECK(cluster_configuration_json(twice.cluster) == cluster_configuration_json(once.cluster));
  CHECK(twice.kubelet == once.kubelet);
}

TEST_CASE("what the user says stays, and what that leaves out is told") {
  Config wishes;
  wishes.cluster.api_server.extra_args = {{"audit-policy-file", "/etc/audit.yaml"},
                                          {"audit-log-path", "-"},
                                          {"anonymous-auth", "false"},
                                          {"tls-min-version", "VersionTLS13"}};
  wishes.kubelet = {{"serverTLSBootstrap", false}, {"seccompDefault", false}};
  const auto left_out = harden(wishes);
  const auto& api = wishes.cluster.api_server.extra_args;
  CHECK(left_out.size() == 2);
  CHECK(flag(api, "audit-policy-file") == "/etc/audit.yaml");
  CHECK(flag(api, "tls-min-version") == "VersionTLS13");
  CHECK_FALSE(last_value(api, "authentication-config"));
  CHECK_FALSE(last_value(api, "kubelet-certificate-authority"));
  CHECK(wishes.cluster.api_server.extra_volumes.empty());
  CHECK(wishes.kubelet["seccompDefault"] == false);
  CHECK(plan_hardening(wishes, "kcluster").files.empty());
  CHECK_FALSE(plan_hardening(wishes, "kcluster").serving.wanted);
}

TEST_CASE("OIDC by flags and the file for authentication exclude each other") {
  Config wishes;
  wishes.cluster.api_server.extra_args = {{"oidc-issuer-url", "https://a.org"}};
  const auto left_out = harden(wishes);
  REQUIRE(left_out.size() == 1);
  CHECK_THAT(left_out[0], Catch::Contains("oidc-issuer-url"));
  CHECK_FALSE(last_value(wishes.cluster.api_server.extra_args, "authentication-config"));
}

TEST_CASE("external etcd is not ours to harden") {
  Config wishes;
  wishes.cluster.external_etcd.emplace();
  CHECK(hardened(wishes).cluster.local_etcd.extra_args.empty());
}

TEST_CASE("a further control plane knows by the stored configuration what it needs") {
  auto config = hardened();
  config.cluster.kubernetes_version = "v1.36.3";
  Config joined;
  joined.cluster =
      load_stored_cluster(write_yaml(cluster_configuration_json(config.cluster)), "kubeadm-config");
  joined.kubelet = config.kubelet;
  joined.init.node.name = "cp2";
  const auto plan = plan_hardening(joined, "/usr/bin/kcluster");
  REQUIRE(plan.files.size() == 2);
  CHECK(plan.files[0].path == "/etc/kubernetes/hardening/audit-policy.yaml");
  CHECK(plan.files[1].content == HardeningFile::Content::authentication);
  CHECK(plan.serving.wanted);
  CHECK(plan.serving.node == "cp2");
  CHECK(plan.serving.pair == "/var/lib/kubelet/pki/kubelet-server-current.pem");
}

TEST_CASE("without the profile nothing of it is planned") {
  Config usual;
  usual.kubelet["serverTLSBootstrap"] = true;
  const auto plan = plan_hardening(usual, "kcluster");
  CHECK(plan.files.empty());
  CHECK_FALSE(plan.serving.wanted);
}

}  // namespace kcluster
