#include "config/join.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "config/load.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

const std::string kPin = "sha256:" + std::string(64, 'a');

constexpr const char* kFull = R"(apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
dryRun: true
nodeRegistration:
  name: worker-1
  criSocket: unix:///run/crio/crio.sock
  taints: [{key: dedicated, value: gpu, effect: NoExecute}]
  kubeletExtraArgs: [{name: node-ip, value: 10.0.0.7}]
  ignorePreflightErrors: [Swap]
caCertPath: /etc/kubernetes/pki/cluster.crt
discovery:
  bootstrapToken:
    token: abcdef.0123456789abcdef
    apiServerEndpoint: 10.0.0.1:6443
    caCertHashes: [PIN]
  tlsBootstrapToken: fedcba.fedcba9876543210
controlPlane:
  localAPIEndpoint: {advertiseAddress: 10.0.0.7, bindPort: 7443}
  certificateKey: KEY
skipPhases: [preflight]
patches: {directory: /etc/patches}
timeouts: {discovery: 30s, tlsBootstrap: 2m}
)";

std::string full() {
  std::string text = kFull;
  text.replace(text.find("PIN"), 3, kPin);
  text.replace(text.find("KEY"), 3, std::string(64, 'b'));
  return text;
}

/// The findings of an Error with exit usage, "path: what".
template <class Call>
std::vector<std::string> faults(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
    std::vector<std::string> out;
    for (const auto& finding : error.findings) out.push_back(finding.name + ": " + finding.what);
    if (out.empty()) out.push_back(error.what());
    return out;
  }
  return {};
}

JoinFlags worker_flags() {
  JoinFlags flags;
  flags.endpoint = "10.0.0.1:6443";
  flags.token = "abcdef.0123456789abcdef";
  flags.discovery_token_ca_cert_hash = {kPin};
  return flags;
}

}  // namespace

TEST_CASE("every field of a JoinConfiguration is read") {
  const auto join = load_join(full(), "join.yaml").config;
  CHECK(join.dry_run);
  CHECK(join.node.name == "worker-1");
  CHECK(join.node.taints->at(0).effect == "NoExecute");
  CHECK(join.node.kubelet_extra_args.at(0).value == "10.0.0.7");
  CHECK(join.ca_cert_path == "/etc/kubernetes/pki/cluster.crt");
  REQUIRE(join.discovery.token);
  CHECK(join.discovery.token->token.bearer()->reveal() == "abcdef.0123456789abcdef");
  CHECK(join.discovery.token->ca_cert_hashes == std::vector<std::string>{kPin});
  CHECK(join.discovery.tls_bootstrap->id == "fedcba");
  REQUIRE(join.control_plane);
  CHECK(join.control_plane->local_api.bind_port == 7443);
  CHECK(join.control_plane->certificate_key->size() == 64);
  CHECK(join.skip_phases == std::vector<std::string>{"preflight"});
  CHECK(join.patches_directory == "/etc/patches");
  CHECK(join.timeouts.discovery == 30s);
  CHECK(join.timeouts.tls_bootstrap == 2min);
}

TEST_CASE("v1beta3 of join is read with a warning, its discovery timeout kept") {
  const auto loaded = load_join(R"(apiVersion: kubeadm.k8s.io/v1beta3
kind: JoinConfiguration
nodeRegistration:
  kubeletExtraArgs: {v: "4"}
discovery:
  file: {kubeConfigPath: /root/discovery.conf}
  timeout: 90s
)",
                                "old.yaml");
  CHECK(loaded.warnings.size() == 1);
  CHECK(loaded.config.node.kubelet_extra_args.at(0).name == "v");
  CHECK(loaded.config.discovery.file == "/root/discovery.conf");
  CHECK(loaded.config.timeouts.discovery == 90s);
}

TEST_CASE("documents of other kinds are left aside with a warning, and one must be of join") {
  const auto loaded = load_join(full() + R"(---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
)",
                                "both.yaml");
  CHECK(loaded.warnings.size() == 1);
  const auto none = faults([] {
    load_join("apiVersion: kubeadm.k8s.io/v1beta4\nkind: InitConfiguration\n", "init.yaml");
  });
  CHECK(none == std::vector<std::string>{"init.yaml: no JoinConfiguration in it"});
}

TEST_CASE("the faults of a file are told together, each with its place, no token in them") {
  std::string text = full();
  const auto change = [&](const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  };
  change("10.0.0.1:6443", "10.0.0.1");
  change(kPin, "md5:123");
  change("/etc/kubernetes/pki/cluster.crt", "ca.pem");
  change("10.0.0.7, bindPort", "224.0.0.1, bindPort");
  try {
    load_join(text, "join.yaml");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.findings.size() == 5);
    for (const auto& finding : error.findings) {
      CHECK(finding.place.rfind("join.yaml:", 0) == 0);
      CHECK(finding.what.find("0123456789abcdef") == std::string::npos);
    }
  }
  const auto bad_token = faults([] {
    std::string wrong = full();
    wrong.replace(wrong.find("abcdef.0123"), 11, "ABCDEF.0123");
    load_join(wrong, "join.yaml");
  });
  REQUIRE(bad_token.size() == 1);
  CHECK(bad_token[0].find("is no bootstrap token") != std::string::npos);
}

TEST_CASE("config validate judges join documents too") {
  CHECK_NOTHROW(check_configuration(full(), "join.yaml"));
  std::string text = full();
  text.replace(text.find(kPin), kPin.size(), "md5:123");
  CHECK(faults([&] { check_configuration(text, "join.yaml"); }).size() == 1);
}

TEST_CASE("one token speaks for both, and its own flags outweigh it") {
  auto flags = worker_flags();
  auto join = merge_join_flags({}, flags).config;
  CHECK(join.discovery.token->token.id == "abcdef");
  CHECK(join.discovery.tls_bootstrap->id == "abcdef");
  CHECK_FALSE(join.control_plane);
  flags.discovery_token = "111111.0123456789abcdef";
  flags.tls_bootstrap_token = "222222.0123456789abcdef";
  join = merge_join_flags({}, flags).config;
  CHECK(join.discovery.token->token.id == "111111");
  CHECK(join.discovery.tls_bootstrap->id == "222222");
}

TEST_CASE("a pin is asked for unless it is waived") {
  auto flags = worker_flags();
  flags.discovery_token_ca_cert_hash.clear();
  CHECK(faults([&] { merge_join_flags({}, flags); }).size() == 1);
  flags.discovery_token_unsafe_skip_ca_verification = true;
  CHECK_NOTHROW(merge_join_flags({}, flags));
}

TEST_CASE("one way to discover must be given, and one only") {
  CHECK(faults([] { merge_join_flags({}, {}); }).size() == 1);
  auto flags = worker_flags();
  flags.discovery_file = "/root/discovery.conf";
  CHECK(faults([&] { merge_join_flags({}, flags); }).size() == 1);
  flags.discovery_file = "http://10.0.0.1/file";
  flags.endpoint.reset();
  CHECK(faults([&] { merge_join_flags({}, flags); }) ==
        std::vector<std::string>{"discovery.file.kubeConfigPath: \"http://10.0.0.1/file\" is "
                                 "neither a path nor an https URL"});
}

TEST_CASE("flags of control planes count with --control-plane, else they are a warning") {
  auto flags = worker_flags();
  flags.apiserver_bind_port = 7443;
  flags.certificate_key = std::string(64, 'c');
  const auto idle = merge_join_flags({}, flags);
  CHECK(idle.warnings.size() == 2);
  CHECK_FALSE(idle.config.control_plane);
  flags.control_plane = true;
  const auto join = merge_join_flags({}, flags);
  CHECK(join.warnings.empty());
  CHECK(join.config.control_plane->local_api.bind_port == 7443);
  flags.certificate_key = "short";
  CHECK(faults([&] { merge_join_flags({}, flags); }).size() == 1);
}

TEST_CASE("beside --config only kubeadm's few flags of join may stand") {
  JoinFlags flags;
  flags.config = "join.yaml";
  flags.node_name = "other";
  flags.ignore_preflight_errors = {"Mem"};
  flags.skip_phases = {"kubelet-start"};
  const auto join = merge_join_flags(load_join(full(), "join.yaml"), flags).config;
  CHECK(join.node.name == "other");
  CHECK(join.node.ignore_preflight_errors == std::vector<std::string>{"Swap", "Mem"});
  CHECK(join.skip_phases == std::vector<std::string>{"kubelet-start"});
  flags.endpoint = "10.0.0.1:6443";
  flags.token = "abcdef.0123456789abcdef";
  CHECK(faults([&] { merge_join_flags(load_join(full(), "join.yaml"), flags); }) ==
        std::vector<std::string>{"--config cannot be mixed with api-server-endpoint, --token"});
}

TEST_CASE("join-defaults are those that kubeadm prints") {
  std::ifstream golden("tests/golden/config/join-defaults.yaml");
  CHECK(print_join_defaults() == std::string(std::istreambuf_iterator<char>(golden), {}));
}

TEST_CASE("a stored ClusterConfiguration is read although a newer kubeadm wrote it") {
  const auto cluster = load_stored_cluster(R"(apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
clusterName: prod
kubernetesVersion: v1.36.3
somethingNew: {a: 1}
)",
                                           "kubeadm-config");
  CHECK(cluster.cluster_name == "prod");
  CHECK(cluster.kubernetes_version == "v1.36.3");
  const auto old = load_stored_cluster(R"(apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
apiServer: {extraArgs: {v: "4"}, timeoutForControlPlane: 4m0s}
)",
                                       "kubeadm-config");
  CHECK(old.api_server.extra_args.at(0).name == "v");
  for (const char* bad : {"", "a: b", "[1]", "apiVersion: v1\nkind: ConfigMap\n"})
    CHECK_THROWS_AS(load_stored_cluster(bad, "kubeadm-config"), Error);
}
