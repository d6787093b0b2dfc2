#include <algorithm>
#include <catch2/catch.hpp>

#include "base/error.h"
#include "config/print.h"
#include "plan/init.h"

using namespace kcluster;

namespace {

Config config(const std::string& version) {
  Config out;
  out.cluster.kubernetes_version = version;
  out.init.node.name = "one";
  out.init.node.cri_socket = "unix:///c.sock";
  out.init.local_api.advertise_address = "10.0.0.1";
  return out;
}

template <class List>
bool has(const List& list, const std::string& text) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

const HostVolume* flexvolume(const Config& c) {
  static std::vector<HostVolume> volumes;
  volumes = plan_controller_manager(c, {}).volumes;
  for (const auto& volume : volumes)
    if (volume.name == "flexvolume-dir") return &volume;
  return nullptr;
}

}  // namespace

TEST_CASE("the kubelet's flags and the controller manager's volumes are those of the minor") {
  const Surroundings around{.hostname = "one"};
  CHECK(plan_kubelet(config("v1.34.4"), around).flags ==
        std::vector<std::string>{"--pod-infra-container-image=registry.k8s.io/pause:3.10.1"});
  CHECK(plan_kubelet(config("v1.35.4"), around).flags.empty());
  REQUIRE(flexvolume(config("v1.35.4")));
  CHECK_FALSE(flexvolume(config("v1.35.4"))->read_only);
  auto moved = config("v1.34.4");
  moved.cluster.controller_manager.extra_args = {{"flex-volume-plugin-dir", "/flex"}};
  CHECK(flexvolume(moved)->host_path == "/flex");
  CHECK_FALSE(flexvolume(config("v1.36.3")));
}

TEST_CASE("the API server's kubelet client is an administrator until it is bound to its own role") {
  const auto groups = [](const Config& c) {
    return plan_certificates(c).row("apiserver-kubelet-client").subject.organizations;
  };
  CHECK(groups(config("v1.35.4")) == std::vector<std::string>{"kubeadm:cluster-admins"});
  CHECK_FALSE(plan_bootstrap_token(config("v1.35.4")).kubelet_client_bound);
  CHECK(groups(config("v1.36.3")).empty());
  CHECK(plan_bootstrap_token(config("v1.36.3")).kubelet_client_bound);
}

TEST_CASE("an etcd below 3.6 is told in its own words by the minors that know them") {
  auto c = config("v1.35.4");
  CHECK(has(plan_etcd(c, {}).pod.command, "--watch-progress-notify-interval=5s"));
  for (const char* tag : {"3.5.24-0", "3.6.0-0", "latest"}) {
    c.cluster.local_etcd.image_tag = tag;
    CHECK(has(plan_etcd(c, {}).pod.command, "--experimental-watch-progress-notify-interval=5s"));
  }
  c.cluster.kubernetes_version = "v1.36.3";
  CHECK(has(plan_etcd(c, {}).pod.command, "--watch-progress-notify-interval=5s"));
}

TEST_CASE("external etcd's HTTP endpoints are stored by the minors that know them") {
  auto c = config("v1.34.4");
  c.cluster.external_etcd = ExternalEtcd{{"https://e:2379"}, {"https://e:2379"}, "/a", "/b", "/c"};
  const auto stored = [&] {
    return cluster_configuration_json(c.cluster)["etcd"]["external"].contains("httpEndpoints");
  };
  CHECK_FALSE(stored());
  c.cluster.kubernetes_version = "v1.35.4";
  CHECK(stored());
}

TEST_CASE("without NodeLocalCRISocket a flag says the socket, and before 1.36 an annotation too") {
  auto c = config("v1.35.4");
  CHECK(plan_kubelet(c, {}).socket_is_local);
  CHECK(plan_mark_control_plane(c).annotated_socket.empty());
  c.cluster.feature_gates["NodeLocalCRISocket"] = false;
  CHECK_FALSE(plan_kubelet(c, {}).socket_is_local);
  CHECK(has(plan_kubelet(c, {}).flags, "--container-runtime-endpoint=unix:///c.sock"));
  CHECK(plan_mark_control_plane(c).annotated_socket == "unix:///c.sock");
  c.cluster.kubernetes_version = "v1.36.3";
  CHECK(plan_mark_control_plane(c).annotated_socket.empty());
}

TEST_CASE("without ControlPlaneKubeletLocalMode the kubelet goes through the endpoint in 1.34") {
  auto c = config("v1.34.4");
  c.cluster.control_plane_endpoint = "api.test:6443";
  CHECK(plan_kubeconfigs(c).row("kubelet").server == "https://10.0.0.1:6443");
  c.cluster.feature_gates["ControlPlaneKubeletLocalMode"] = false;
  CHECK(plan_kubeconfigs(c).row("kubelet").server == "https://api.test:6443");
  c.cluster.kubernetes_version = "v1.35.4";
  CHECK(plan_kubeconfigs(c).row("kubelet").server == "https://10.0.0.1:6443");
}

TEST_CASE("PublicKeysECDSA outweighs the algorithm") {
  auto c = config("v1.36.3");
  c.cluster.feature_gates["PublicKeysECDSA"] = true;
  CHECK(settled_algorithm(c) == Algorithm::ecdsa_p256);
}

TEST_CASE("certificates are not shared where an authority's key is elsewhere") {
  const auto c = config("v1.36.3");
  const InitChoices sharing{.upload_certs = true};
  CHECK_NOTHROW(plan_init(c, {}, {}, sharing));
  CHECK_THROWS_AS(plan_init(c, {}, {.external_ca = true}, sharing), Error);
  CHECK_THROWS_AS(plan_init(c, {}, {.external_front_proxy = true}, sharing), Error);
  CHECK_NOTHROW(plan_init(c, {}, {.external_ca = true}, {}));
}
