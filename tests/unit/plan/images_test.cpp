#include "plan/images.h"

#include <catch2/catch.hpp>

#include "base/error.h"

using namespace kcluster;
using Strings = std::vector<std::string>;

namespace {

Config config() {
  Config out;
  out.cluster.kubernetes_version = "v1.36.3";
  return out;
}

}  // namespace

TEST_CASE("images are listed in kubeadm's order") {
  CHECK(images(config()) ==
        Strings{"registry.k8s.io/kube-apiserver:v1.36.3",
                "registry.k8s.io/kube-controller-manager:v1.36.3",
                "registry.k8s.io/kube-scheduler:v1.36.3", "registry.k8s.io/kube-proxy:v1.36.3",
                "registry.k8s.io/coredns/coredns:v1.14.2", "registry.k8s.io/pause:3.10.2",
                "registry.k8s.io/etcd:3.6.8-0"});
}

TEST_CASE("a worker's pods are made from three of them") {
  CHECK(worker_images(config()) == Strings{"registry.k8s.io/kube-proxy:v1.36.3",
                                           "registry.k8s.io/coredns/coredns:v1.14.2",
                                           "registry.k8s.io/pause:3.10.2"});
}

TEST_CASE("what is disabled or external needs no image") {
  Config c = config();
  c.cluster.proxy.disabled = c.cluster.dns.disabled = true;
  c.cluster.external_etcd.emplace();
  CHECK(images(c).size() == 4);
}

TEST_CASE("repositories and tags can be one's own") {
  Config c = config();
  c.cluster.image_repository = "mirror:5000/k8s";
  c.cluster.dns.image_tag = "v9";
  c.cluster.local_etcd.image_repository = "etcd.local";
  CHECK(coredns_image(c.cluster) == "mirror:5000/k8s/coredns:v9");
  CHECK(etcd_image(c.cluster) == "etcd.local/etcd:3.6.8-0");
  CHECK(pause_image(c.cluster) == "mirror:5000/k8s/pause:3.10.2");
  c.cluster.kubernetes_version = "v1.36.4-rc.0+build.1";
  CHECK(kubernetes_image(c.cluster, "kube-proxy") ==
        "mirror:5000/k8s/kube-proxy:v1.36.4-rc.0_build.1");
}

TEST_CASE("an unknown minor has no companions") {
  Config c = config();
  c.cluster.kubernetes_version = "v1.12.0";
  CHECK_THROWS_AS(images(c), Error);
}
