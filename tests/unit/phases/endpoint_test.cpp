#include "phases/endpoint.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "http/memory_http.h"
#include "kube/cluster_info.h"
#include "kube/kubeconfig.h"
#include "pki/certificate.h"
#include "tests/support/mortal_ports.h"

namespace kcluster {
namespace {

constexpr const char* kCertificate = "/etc/kubernetes/pki/apiserver.crt";
const auto kNow = std::chrono::floor<Seconds>(std::chrono::system_clock::now());

CertificateSpec spec(const char* name, Sans sans, std::vector<Usage> usages) {
  return {{name, {}}, std::move(sans), std::move(usages), kNow, kNow + std::chrono::hours(1)};
}

/// A control plane's authority, serving certificate and kubeconfigs.
struct ControlPlane {
  MemoryFiles files;
  MemorySystem system{Machine{}};
  MemoryClock clock{Time(kNow)};
  std::shared_ptr<MemoryHttp> http = std::make_shared<MemoryHttp>();
  Client api{http};
  Key authority_key = Key::make(Algorithm::ecdsa_p256), key = Key::make(Algorithm::ecdsa_p256);
  Certificate authority = Certificate::authority(spec("kubernetes", {}, {}), authority_key);

  ControlPlane() {
    const auto leaf = Certificate::leaf(
        spec("kube-apiserver", {{"kubernetes"}, {"192.168.1.20"}}, {Usage::server_auth}), key,
        authority, authority_key);
    files.write("/etc/kubernetes/pki/ca.crt", authority.pem(), {});
    files.write("/etc/kubernetes/pki/ca.key", authority_key.pem().reveal(), {0600});
    files.write(kCertificate, leaf.pem(), {});
    files.write("/etc/kubernetes/pki/apiserver.key", key.pem().reveal(), {0600});
    kubeconfig("/etc/kubernetes/admin.conf");
  }
  void kubeconfig(const char* path) {
    Kubeconfig config{"kubernetes", "somebody", "https://192.168.1.20:6443", authority.pem()};
    files.write(path, kubeconfig_text(config), {0600});
  }
  EndpointPlan plan(const std::string& wanted = "k8s.example.com:443") const {
    return plan_endpoint(wanted,
                         {true, "https://192.168.1.20:6443", kCertificate,
                          "/etc/kubernetes/pki/apiserver.key", "/etc/kubernetes/pki/ca.crt"});
  }
  Certificate leaf() const { return Certificate::parse(*files.read(kCertificate), "x").front(); }
  Dial dial() {
    return [this](const Endpoint&) { return http; };
  }
  void put_map(const std::string& space, const std::string& name, const Json& data) {
    http->put("/api/v1/namespaces/" + space + "/configmaps/" + name,
              {{"apiVersion", "v1"},
               {"kind", "ConfigMap"},
               {"metadata", {{"name", name}, {"namespace", space}}},
               {"data", data}});
  }
  Json data(const std::string& space, const std::string& name) const {
    return http->object("/api/v1/namespaces/" + space + "/configmaps/" + name)->at("data");
  }
};

}  // namespace

TEST_CASE("an endpoint has a port of its own, or the API server's") {
  CHECK(plan_endpoint("k8s.example.com", {}).endpoint == "k8s.example.com:6443");
  CHECK(plan_endpoint("fd00::1", {}).url == "https://[fd00::1]:6443");
  CHECK(plan_endpoint("192.168.1.1:443", {}).host == "192.168.1.1");
  CHECK_THROWS_AS(plan_endpoint("K8s_:1", {}), Error);
}

TEST_CASE("the certificate gains the name, all else of it stays") {
  ControlPlane c;
  const auto before = c.leaf();
  name_in_certificate(c.plan(), c.files, c.clock.now());
  const auto after = c.leaf();
  CHECK(after.sans().dns == std::vector<std::string>{"k8s.example.com", "kubernetes"});
  CHECK(after.sans().ips == before.sans().ips);
  CHECK(after.subject() == before.subject());
  CHECK(after.usages() == before.usages());
  CHECK(after.not_after() == before.not_after());
  CHECK(after.matches(c.key));
  CHECK_FALSE(signature_fault(std::vector{after}, c.authority));
}

TEST_CASE("a certificate that has the name is left alone") {
  ControlPlane c;
  const auto before = *c.files.read(kCertificate);
  name_in_certificate(c.plan("192.168.1.20"), c.files, c.clock.now());
  CHECK(*c.files.read(kCertificate) == before);
}

TEST_CASE("with an external authority its owner is asked to sign") {
  ControlPlane c;
  c.files.remove("/etc/kubernetes/pki/ca.key");
  CHECK_THROWS_WITH(name_in_certificate(c.plan(), c.files, c.clock.now()),
                    Catch::Contains("no certificate can be signed here"));
}

TEST_CASE("the API server is asked for the new name at its own address until it serves it") {
  ControlPlane c;
  int asked = 0;
  const Dial dial = [&](const Endpoint& to) -> std::shared_ptr<Http> {
    CHECK(to.url == "https://192.168.1.20:6443");
    CHECK(to.server_name == "k8s.example.com");
    if (++asked < 3) throw Error("the certificate lacks the name");
    return c.http;
  };
  await_name(c.plan(), c.files, dial, c.clock);
  CHECK(asked == 3);
}

TEST_CASE("an endpoint that does not lead to the cluster ends it before anything depends on it") {
  ControlPlane c;
  const Dial silent = [](const Endpoint&) -> std::shared_ptr<Http> {
    throw Silence("connection refused");
  };
  CHECK_THROWS_WITH(reach_endpoint(c.plan(), c.files, silent),
                    Catch::Contains("k8s.example.com:443: connection refused"));
  c.http->answer("/readyz", {503, "", {}});
  CHECK_THROWS_WITH(reach_endpoint(c.plan(), c.files, c.dial()), Catch::Contains("answers 503"));
}

TEST_CASE("kubeadm-config keeps all but the endpoint") {
  ControlPlane c;
  c.put_map("kube-system", "kubeadm-config",
            {{"ClusterConfiguration", "kind: ClusterConfiguration\nnew: \"on\"\n"}});
  name_in_configuration(c.plan(), c.api);
  CHECK(c.data("kube-system", "kubeadm-config")["ClusterConfiguration"] ==
        "controlPlaneEndpoint: k8s.example.com:443\nkind: ClusterConfiguration\nnew: \"on\"\n");
}

TEST_CASE("cluster-info names it and loses the signatures of the old text") {
  ControlPlane c;
  const auto text = cluster_info_kubeconfig("https://192.168.1.20:6443", c.authority.pem());
  c.put_map("kube-public", "cluster-info", {{"kubeconfig", text}, {"jws-kubeconfig-abcdef", "x"}});
  name_in_cluster_info(c.plan(), c.api);
  CHECK(read_cluster_info(c.api).server == "https://k8s.example.com:443");
  CHECK(read_cluster_info(c.api).signatures.empty());
  const auto requests = c.http->sent().size();
  name_in_cluster_info(c.plan(), c.api);
  CHECK(c.http->sent().size() == requests);
}

TEST_CASE("kube-proxy's pods are made anew once, where there are any") {
  ControlPlane c;
  name_in_kube_proxy(c.plan(), c.api);
  CHECK(c.http->sent().empty());
  Kubeconfig config{"default", "default", "https://192.168.1.20:6443"};
  config.token = std::make_shared<const Secret>("t");
  c.put_map("kube-system", "kube-proxy", {{"kubeconfig.conf", kubeconfig_text(config)}});
  const std::string daemons = "/apis/apps/v1/namespaces/kube-system/daemonsets/kube-proxy";
  c.http->put(daemons, {{"apiVersion", "apps/v1"},
                        {"kind", "DaemonSet"},
                        {"metadata", {{"name", "kube-proxy"}, {"namespace", "kube-system"}}},
                        {"spec", {{"template", {{"metadata", Json::object()}}}}}});
  name_in_kube_proxy(c.plan(), c.api);
  CHECK_THAT(c.data("kube-system", "kube-proxy")["kubeconfig.conf"].get<std::string>(),
             Catch::Contains("server: https://k8s.example.com:443"));
  const auto annotations =
      (*c.http->object(daemons))["spec"]["template"]["metadata"]["annotations"];
  CHECK(annotations["kcluster/control-plane-endpoint"] == "k8s.example.com:443");
  const auto requests = c.http->sent().size();
  name_in_kube_proxy(c.plan(), c.api);
  CHECK(c.http->sent().size() == requests);
}

TEST_CASE("on a control plane the administrator's kubeconfigs name it, the kubelet's stays") {
  ControlPlane c;
  c.kubeconfig("/etc/kubernetes/kubelet.conf");
  name_in_kubeconfigs(c.plan(), c.files, c.system);
  CHECK(read_kubeconfig("/etc/kubernetes/admin.conf", c.files).server ==
        "https://k8s.example.com:443");
  CHECK(read_kubeconfig("/etc/kubernetes/kubelet.conf", c.files).server ==
        "https://192.168.1.20:6443");
  CHECK_FALSE(c.files.look("/etc/kubernetes/super-admin.conf"));
}

TEST_CASE("on a worker the kubelet is pointed at it and restarted, once") {
  ControlPlane c;
  c.kubeconfig("/etc/kubernetes/kubelet.conf");
  auto plan = c.plan();
  plan.node.control_plane = false;
  name_in_kubeconfigs(plan, c.files, c.system);
  REQUIRE(c.system.changes().size() == 1);
  CHECK(c.system.changes().front().action == UnitAction::restart);
  name_in_kubeconfigs(plan, c.files, c.system);
  CHECK(c.system.changes().size() == 1);
}

TEST_CASE("a kubelet whose restart was cut off gets it from the next run") {
  for (unsigned last = 1;; ++last) {
    ControlPlane c;
    c.kubeconfig("/etc/kubernetes/kubelet.conf");
    c.system.machine.unit_files["kubelet"] = "enabled";
    c.system.unit("kubelet", UnitAction::start);
    auto plan = c.plan();
    plan.node.control_plane = false;
    const auto life = std::make_shared<Life>(last, Tear::after);
    MortalFiles files(c.files, life);
    MortalSystem system(c.system, std::make_shared<Life>(~0u));
    try {
      name_in_kubeconfigs(plan, files, system);
      break;  // it came to its end
    } catch (const Crash&) {
      CHECK(c.system.changes().size() == 1);  // its first start
    }
    name_in_kubeconfigs(plan, c.files, c.system);
    REQUIRE(c.system.changes().size() == 2);
    CHECK(c.system.changes().back().action == UnitAction::restart);
    name_in_kubeconfigs(plan, c.files, c.system);
    CHECK(c.system.changes().size() == 2);
  }
}

}  // namespace kcluster
