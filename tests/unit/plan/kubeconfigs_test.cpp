#include "plan/kubeconfigs.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "plan/endpoint.h"

using namespace kcluster;

namespace {

Config settled(std::string endpoint) {
  Config config;
  config.init.node.name = "node1";
  config.init.local_api = {"192.168.1.20", 7443};
  config.cluster.control_plane_endpoint = std::move(endpoint);
  return config;
}

}  // namespace

TEST_CASE("people go through the endpoint, this node's parts to its own API server") {
  const auto plan = plan_kubeconfigs(settled("api.org:8443"));
  CHECK(plan.row("admin").server == "https://api.org:8443");
  CHECK(plan.row("super-admin").server == "https://api.org:8443");
  CHECK(plan.row("kubelet").server == "https://192.168.1.20:7443");
  CHECK(plan.row("kubelet").other_server == "https://api.org:8443");
  CHECK(plan.row("controller-manager").server == "https://192.168.1.20:7443");
  CHECK(plan.row("scheduler").other_server.empty());
  CHECK(plan.row("scheduler").path == "/etc/kubernetes/scheduler.conf");
}

TEST_CASE("each kubeconfig's user is the one its component is known by") {
  const auto plan = plan_kubeconfigs(settled(""), "/k");
  CHECK(plan.row("admin").subject ==
        CertificateSubject{"kubernetes-admin", {"kubeadm:cluster-admins"}});
  CHECK(plan.row("super-admin").subject ==
        CertificateSubject{"kubernetes-super-admin", {"system:masters"}});
  CHECK(plan.row("kubelet").subject == CertificateSubject{"system:node:node1", {"system:nodes"}});
  CHECK(plan.row("controller-manager").subject ==
        CertificateSubject{"system:kube-controller-manager", {}});
  CHECK(plan.row("scheduler").subject == CertificateSubject{"system:kube-scheduler", {}});
  CHECK(plan.row("admin").path == "/k/admin.conf");
  CHECK_THROWS_AS(plan.row("nobody"), Error);
}

TEST_CASE("endpoints of every spelling become URLs") {
  CHECK(control_plane_url(settled("")) == "https://192.168.1.20:7443");
  CHECK(control_plane_url(settled("api.org")) == "https://api.org:7443");
  CHECK(control_plane_url(settled("10.0.0.9:1")) == "https://10.0.0.9:1");
  CHECK(control_plane_url(settled("fd00::9")) == "https://[fd00::9]:7443");
  CHECK(control_plane_url(settled("[fd00::9]")) == "https://[fd00::9]:7443");
  CHECK(control_plane_url(settled("[fd00::9]:8443")) == "https://[fd00::9]:8443");
  auto nowhere = settled("");
  nowhere.init.local_api.advertise_address = "";
  CHECK_THROWS_AS(local_api_url(nowhere), Error);
}
