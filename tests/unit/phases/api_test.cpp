#include "phases/api.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "kube/refusal.h"
#include "tests/support/fake_api.h"

namespace kcluster {
namespace {

using Strings = std::vector<std::string>;

const std::string kBinding =
    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/kubeadm:cluster-admins";

struct Doors {
  MemoryClock clock;
  MemoryFiles files;
  ApiPlan plan{"/etc/kubernetes/admin.conf", "/etc/kubernetes/super-admin.conf",
               "https://10.0.0.1:6443", std::chrono::minutes(1)};
  Strings dialled;
  std::shared_ptr<FakeApi> admin = std::make_shared<FakeApi>(), super = std::make_shared<FakeApi>();

  Doors() {
    Kubeconfig config;
    config.user = "kubernetes-admin";
    config.server = "https://192.168.1.20:6443";
    for (const auto* path : {"/etc/kubernetes/admin.conf", "/etc/kubernetes/super-admin.conf"})
      files.write(path, kubeconfig_text(config), {});
  }

  Client enter() {
    return admin_client(
        plan, files,
        [this](const Endpoint& to) -> std::shared_ptr<Http> {
          dialled.push_back(to.url);
          return dialled.size() == 1 ? admin : super;
        },
        clock);
  }
};

}  // namespace

TEST_CASE("an administrator who may already works alone, at this node's own server") {
  Doors d;
  d.enter();
  CHECK(d.admin->object(kBinding)->at("roleRef")["name"] == "cluster-admin");
  const auto before = d.admin->changes();
  d.dialled.clear();
  d.enter();
  CHECK(d.admin->changes() == before);
  CHECK(d.dialled == Strings{"https://10.0.0.1:6443"});
}

TEST_CASE("an administrator without rights is given them by super-admin.conf, and waited for") {
  Doors d;
  const auto no = FakeApi::status(403, "Forbidden", "may not");
  d.admin->scripted = {no, no, no, {200, "{}", {}}};
  d.enter();
  CHECK(d.super->changes() ==
        Strings{"POST /apis/rbac.authorization.k8s.io/v1/clusterrolebindings"});
  CHECK(d.admin->scripted.empty());
}

TEST_CASE("without super-admin.conf an administrator without rights is an error") {
  Doors d;
  d.files.remove("/etc/kubernetes/super-admin.conf");
  d.admin->scripted = {FakeApi::status(403, "Forbidden", "may not")};
  CHECK_THROWS_WITH(d.enter(), Catch::Contains("super-admin.conf"));
}

TEST_CASE("unknown credentials are not taken for missing rights") {
  Doors d;
  d.admin->scripted = {FakeApi::status(401, "Unauthorized", "who are you")};
  CHECK_THROWS_AS(d.enter(), Refusal);
}

TEST_CASE("health is asked as the super-administrator, or the administrator where he is alone") {
  Doors d;
  Kubeconfig super;
  super.server = "https://192.168.1.20:6443";
  super.authorities = "theirs";
  d.files.write("/etc/kubernetes/super-admin.conf", kubeconfig_text(super), {});
  CHECK(strongest_endpoint(d.plan, d.files).authorities == "theirs");
  d.files.remove("/etc/kubernetes/super-admin.conf");
  CHECK(strongest_endpoint(d.plan, d.files).authorities.empty());
  CHECK(strongest_endpoint(d.plan, d.files).url == "https://10.0.0.1:6443");
}

}  // namespace kcluster
