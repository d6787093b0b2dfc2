#include "plan/settle.h"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include "base/error.h"
#include "base/yaml.h"
#include "config/load.h"
#include "config/print.h"
#include "plan/components.h"

using namespace kcluster;

namespace {

Seen node() {
  Seen seen;
  seen.hostname = "Node-1.Example.com";
  seen.default_address = "192.168.1.20";
  seen.cri_sockets = {"unix:///run/containerd/containerd.sock"};
  seen.kubelet_version = "v1.35.4";
  return seen;
}

/// A file that kubeadm v1.36.3 wrote, or was given (tests/golden/config).
std::string golden(const std::string& name) {
  std::ifstream stream("tests/golden/config/" + name);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("what depends on the node is filled in from the node") {
  const auto settled = settle({}, node());
  CHECK(settled.init.node.name == "node-1.example.com");
  CHECK(settled.init.node.cri_socket == "unix:///run/containerd/containerd.sock");
  REQUIRE(settled.init.node.taints);
  CHECK(settled.init.node.taints->at(0).key == "node-role.kubernetes.io/control-plane");
  CHECK(settled.init.local_api.advertise_address == "192.168.1.20");
  CHECK(settled.cluster.kubernetes_version == "v1.35.4");
  CHECK_FALSE(settled.kubelet.contains("resolvConf"));
}

TEST_CASE("what the user said stays, in its canonical form") {
  Config wanted;
  wanted.init.node.name = " N2 ";
  wanted.init.node.cri_socket = "/run/crio/crio.sock";
  wanted.init.node.taints.emplace();
  wanted.init.local_api = {"10.0.0.7", 7443};
  wanted.cluster.kubernetes_version = "1.36.3";
  wanted.cluster.control_plane_endpoint = "fd00::9";
  wanted.cluster.api_server.cert_sans = {"API.Example.com"};
  const auto settled = settle(wanted, node());
  CHECK(settled.init.node.name == "n2");
  CHECK(settled.init.node.cri_socket == "unix:///run/crio/crio.sock");
  CHECK(settled.init.node.taints->empty());
  CHECK(settled.init.local_api.advertise_address == "10.0.0.7");
  CHECK(settled.cluster.kubernetes_version == "v1.36.3");
  CHECK(settled.cluster.control_plane_endpoint == "[fd00::9]:7443");
  CHECK(settled.cluster.api_server.cert_sans.at(0) == "api.example.com");
  CHECK(settle(settled, node()).kubelet == settled.kubelet);
}

TEST_CASE("0.0.0.0 and loopback ask for the default route's address") {
  for (const char* address : {"0.0.0.0", "127.0.0.1", "::"}) {
    Config wanted;
    wanted.init.local_api.advertise_address = address;
    CHECK(settle(wanted, node()).init.local_api.advertise_address == "192.168.1.20");
  }
}

TEST_CASE("what cannot be known is an error with exit 3 that says how to name it") {
  const auto refused = [](const Config& wanted, const Seen& seen) -> std::string {
    try {
      settle(wanted, seen);
    } catch (const Error& error) {
      CHECK(error.exit == Exit::usage);
      CHECK_FALSE(error.remedy.empty());
      return error.what();
    }
    return "accepted";
  };
  auto seen = node();
  seen.default_address.clear();
  CHECK_THAT(refused({}, seen), Catch::Contains("no default route"));
  seen = node();
  seen.default_address = "169.254.1.1";
  CHECK_THAT(refused({}, seen), Catch::Contains("cannot be reached"));
  seen = node();
  seen.cri_sockets.clear();
  CHECK_THAT(refused({}, seen), Catch::Contains("no container runtime"));
  seen.cri_sockets = {"unix:///a", "unix:///b"};
  CHECK_THAT(refused({}, seen), Catch::Contains("unix:///a, unix:///b"));
  seen = node();
  seen.kubelet_version.reset();
  CHECK_THAT(refused({}, seen), Catch::Contains("neither a Kubernetes version"));
  seen.kubelet_version = "v1.30.0";
  CHECK_THAT(refused({}, seen), Catch::Contains("v1.30.0 is not supported"));
  seen = node();
  seen.hostname = "bad_name";
  CHECK_THAT(refused({}, seen), Catch::Contains("bad_name"));
}

TEST_CASE("the kubelet gets the resolver's real file, unless the user chose one") {
  auto seen = node();
  seen.kubelet_resolv_conf = "/run/systemd/resolve/resolv.conf";
  CHECK(settle({}, seen).kubelet["resolvConf"] == "/run/systemd/resolve/resolv.conf");
  Config wanted;
  wanted.kubelet["resolvConf"] = "";
  CHECK(settle(wanted, seen).kubelet["resolvConf"] == "");
}

TEST_CASE("unknown keys of a component are kept, misplaced ones do no harm") {
  Config wanted;
  wanted.kubelet = {{"newField", {{"a", 1}}}, {"authentication", nullptr}};
  wanted.proxy = {{"newField", true}, {"conntrack", nullptr}};
  const auto settled = settle(wanted, node());
  CHECK(settled.kubelet["newField"]["a"] == 1);
  CHECK(settled.kubelet["authentication"]["x509"]["clientCAFile"] == "/etc/kubernetes/pki/ca.crt");
  CHECK(settled.proxy["newField"] == true);
  CHECK(settled.proxy["conntrack"]["udpTimeout"] == "0s");
}

TEST_CASE("the defaults print as kubeadm prints them, byte for byte") {
  const auto config = init_defaults();
  const Json components[] = {complete_kubelet(config), complete_proxy(config)};
  CHECK(print_init_defaults(components) == golden("init-defaults.yaml"));
}

TEST_CASE("a full configuration is stored in the cluster as kubeadm stores it, byte for byte") {
  const auto settled = settle(load_init(golden("full.yaml"), "full.yaml").config, node());
  CHECK(write_yaml(cluster_configuration_json(settled.cluster)) == golden("full.cluster.yaml"));
  CHECK(write_yaml(settled.kubelet) == golden("full.kubelet.yaml"));
  CHECK(write_yaml(settled.proxy) == golden("full.proxy.yaml"));
}

TEST_CASE("what we store reads back as the same configuration") {
  const auto settled = settle(load_init(golden("full.yaml"), "full.yaml").config, node());
  const auto stored = write_yaml(cluster_configuration_json(settled.cluster));
  const auto again = load_init(stored, "stored").config;
  CHECK(write_yaml(cluster_configuration_json(again.cluster)) == stored);
}
