#include "observe/examine.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/yaml.h"
#include "diagnosis/ailments.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "observe/examine_parts.h"
#include "pki/certificate.h"
#include "tests/unit/observe/examine_world.h"

namespace kcluster {
namespace {

const std::string kPki = paths::pki;

struct Signer {
  Key key = Key::make(Algorithm::ecdsa_p256);
  Certificate certificate = Certificate::authority(
      {{"kubernetes", {}}, {}, {}, kExamined - Seconds(60), kExamined + Seconds(9000)}, key);

  void sign(MemoryFiles& files, const std::string& name, Sans sans = {}, int seconds = 9000) const {
    const auto own = Key::make(Algorithm::ecdsa_p256);
    const CertificateSpec spec{{"x", {}},
                               std::move(sans),
                               {Usage::client_auth},
                               kExamined - Seconds(60),
                               kExamined + Seconds(seconds)};
    const auto leaf = Certificate::leaf(spec, own, certificate, key);
    files.write(kPki + "/" + name + ".crt", leaf.pem(), {});
    files.write(kPki + "/" + name + ".key", own.pem().reveal(), {0600});
  }
};

std::string pod(const std::string& name, const std::vector<std::string>& flags) {
  std::vector<std::string> command{name};
  command.insert(command.end(), flags.begin(), flags.end());
  return write_yaml({{"apiVersion", "v1"},
                     {"kind", "Pod"},
                     {"spec", {{"containers", {{{"name", name}, {"command", command}}}}}}});
}

std::string manifest(const std::string& name) {
  return std::string(paths::manifests) + "/" + name + ".yaml";
}

const Examination::Certificate* find(const std::vector<Examination::Certificate>& all,
                                     const std::string& ending) {
  for (const auto& each : all)
    if (each.file.ends_with(ending)) return &each;
  return nullptr;
}

}  // namespace

TEST_CASE("an empty machine is examined without an error") {
  ExaminedWorld world;
  const auto seen = examine(world.eyes());
  CHECK(seen.role == Examination::Role::none);
  CHECK_FALSE(seen.unseen.empty());
}

TEST_CASE("of certificates authority, key, period and names are compared") {
  ExaminedWorld world;
  const Signer own, other;
  world.files.write(kPki + "/ca.crt", own.certificate.pem(), {});
  world.files.write(manifest("kube-apiserver"),
                    pod("kube-apiserver", {"--advertise-address=10.0.0.1",
                                           "--service-cluster-ip-range=10.96.0.0/12"}),
                    {});
  own.sign(world.files, "apiserver", {{"kubernetes.default.svc"}, {"10.96.0.1"}});
  other.sign(world.files, "apiserver-kubelet-client");
  own.sign(world.files, "front-proxy-client", {}, -30);
  world.files.write(kPki + "/apiserver.key", Key::make(Algorithm::ecdsa_p256).pem().reveal(),
                    {0600});
  world.files.write(kPki + "/etcd/ca.crt", "nothing", {});
  const auto all = examine_certificates(world.files, Examination::Role::control_plane);
  REQUIRE(find(all, "/apiserver.crt"));
  CHECK(find(all, "/apiserver.crt")->signature_fault.empty());
  CHECK_FALSE(find(all, "/apiserver.crt")->key_fault.empty());
  CHECK(find(all, "/apiserver.crt")->missing_names == std::vector<std::string>{"10.0.0.1"});
  CHECK_FALSE(find(all, "kubelet-client.crt")->signature_fault.empty());
  CHECK(*find(all, "front-proxy-client.crt")->ends < Time(kExamined));
  CHECK_FALSE(find(all, "etcd/ca.crt")->fault.empty());
}

TEST_CASE("a kubeconfig that trusts another authority is seen") {
  ExaminedWorld world;
  const Signer own, other;
  world.files.write(kPki + "/ca.crt", own.certificate.pem(), {});
  Kubeconfig config{"kubernetes", "a", "https://10.0.0.1:6443"};
  config.authorities = other.certificate.pem();
  config.token = std::make_shared<const Secret>("t");
  world.files.write(paths::admin_conf, kubeconfig_text(config), {0600});
  const auto all = examine_certificates(world.files, Examination::Role::control_plane);
  REQUIRE(find(all, "admin.conf"));
  CHECK_FALSE(find(all, "admin.conf")->trust_fault.empty());
}

TEST_CASE("manifests: moved away, unreadable, with files that are missing") {
  ExaminedWorld world;
  world.files.write("/root/kube-scheduler.yaml.off", "x", {});
  world.files.write(manifest("kube-controller-manager"), "a: [", {});
  world.files.write(manifest("kube-apiserver"),
                    pod("kube-apiserver",
                        {"--client-ca-file=/etc/kubernetes/pki/ca.crt",
                         "--audit-policy-file=/etc/kubernetes/audit/policy.yaml",
                         "--etcd-servers=https://127.0.0.1:2379", "--advertise-address=10.0.0.1"}),
                    {});
  CHECK(examine_role(world.files) == Examination::Role::control_plane);
  CHECK_FALSE(uses_external_etcd(world.files));
  const auto all = examine_manifests(world.files);
  REQUIRE(all.size() == 4);
  CHECK_FALSE(all[0].there);
  CHECK(all[1].missing_files == std::vector<std::string>{"/etc/kubernetes/pki/ca.crt"});
  CHECK(all[1].address == "10.0.0.1");
  CHECK_FALSE(all[2].fault.empty());
  CHECK(all[3].elsewhere == "/root/kube-scheduler.yaml.off");
}

TEST_CASE("etcd on other machines needs no manifest here") {
  ExaminedWorld world;
  world.files.write(manifest("kube-apiserver"),
                    pod("kube-apiserver", {"--etcd-servers=https://10.0.0.9:2379"}), {});
  CHECK(uses_external_etcd(world.files));
  CHECK(examine_manifests(world.files).size() == 3);
}

TEST_CASE("the pod network's configuration: none, damaged, with a plugin that is not there") {
  ExaminedWorld world;
  const std::string file = "/etc/cni/net.d/10-x.conflist";
  CHECK(examine_cni(world.files).configuration.empty());
  world.files.write("/etc/cni/net.d/.temporary", "x", {});
  CHECK(examine_cni(world.files).configuration.empty());
  world.files.write(file, "{", {});
  CHECK_FALSE(examine_cni(world.files).fault.empty());
  world.files.write("/opt/cni/bin/bridge", "", {0755});
  world.files.write(file, R"({"plugins":[{"type":"bridge"},{"type":"portmap"}]})", {});
  const auto seen = examine_cni(world.files);
  CHECK(seen.fault.empty());
  CHECK(seen.bridges);
  CHECK(seen.missing_plugins == std::vector<std::string>{"portmap"});
}

TEST_CASE("the kubelet's configuration: missing, damaged, with swap allowed") {
  ExaminedWorld world;
  Unseen unseen;
  CHECK_FALSE(examine_kubelet(world.eyes(), unseen).has_config);
  world.files.write(paths::kubelet_config, "a: [", {});
  CHECK_FALSE(examine_kubelet(world.eyes(), unseen).config_fault.empty());
  world.files.write(paths::kubelet_config, "failSwapOn: false\ncgroupDriver: systemd\n", {});
  const auto kubelet = examine_kubelet(world.eyes(), unseen);
  CHECK_FALSE(kubelet.fail_swap_on);
  CHECK(kubelet.cgroup_driver == "systemd");
}

TEST_CASE("a token that the API server refuses is seen") {
  ExaminedWorld world;
  Unseen unseen;
  Kubeconfig config{"kubernetes", "a", "https://10.0.0.1:6443"};
  config.authorities = Signer().certificate.pem();
  config.token = std::make_shared<const Secret>("abcdef.0123456789abcdef");
  world.files.write(paths::bootstrap_kubelet_conf, kubeconfig_text(config), {0600});
  world.http->answers["/apis/certificates.k8s.io/v1"] = {401, "", {}};
  const auto kubelet = examine_kubelet(world.eyes(), unseen);
  CHECK(kubelet.bootstrap_refused == "https://10.0.0.1:6443 answers 401 Unauthorized");
}

namespace {

Examination::Api ask(ExaminedWorld& world) {
  Kubeconfig config{"kubernetes", "a", "https://10.0.0.1:6443"};
  config.authorities = Signer().certificate.pem();
  config.token = std::make_shared<const Secret>("t");
  world.files.write(paths::admin_conf, kubeconfig_text(config), {0600});
  return examine_api(world.eyes(), Examination::Role::control_plane, "node-1").api;
}

}  // namespace

TEST_CASE("the API: failing checks, clock, the node's conditions, pods, webhooks nobody serves") {
  ExaminedWorld world;
  auto& answers = world.http->answers;
  answers["/readyz?verbose"] = {500,
                                "[+]ping ok\n[-]etcd failed: reason withheld\n",
                                {{"date", "Sun, 06 Nov 1994 08:49:37 GMT"}}};
  answers["/api/v1/nodes/node-1"] = {
      200,
      R"({"status":{"conditions":[{"type":"DiskPressure","status":"True"},
          {"type":"Ready","status":"False","message":"network plugin not ready"}]}})",
      {}};
  answers["/api/v1/namespaces/kube-system/pods"] = {
      200,
      R"({"items":[{"metadata":{"name":"coredns-1","namespace":"kube-system",
          "creationTimestamp":"2020-01-01T00:00:00Z","labels":{"k8s-app":"kube-dns"}},
          "status":{"phase":"Running","conditions":[{"type":"Ready","status":"False"}],
          "containerStatuses":[{"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}]})",
      {}};
  answers["/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"] = {
      200,
      R"({"items":[{"metadata":{"name":"policy"},"webhooks":[{"failurePolicy":"Fail",
          "clientConfig":{"service":{"namespace":"guard","name":"guard"}}}]}]})",
      {}};
  const auto api = ask(world);
  CHECK(api.server == "https://10.0.0.1:6443");
  CHECK(api.unready == std::vector<std::string>{"etcd"});
  CHECK(*api.ahead > Seconds(1000000));
  CHECK_FALSE(api.node.ready);
  CHECK(api.node.why == "network plugin not ready");
  CHECK(api.node.pressures == std::set<std::string>{"DiskPressure"});
  REQUIRE(api.pods.size() == 1);
  CHECK(api.pods[0].why == "CrashLoopBackOff");
  REQUIRE(api.dead_webhooks.size() == 1);
  CHECK(api.dead_webhooks[0].service == "guard/guard");
}

TEST_CASE("the API: no such node, refused credentials, silence") {
  ExaminedWorld world;
  world.http->answers["/readyz?verbose"] = {200, "ok", {}};
  CHECK_FALSE(ask(world).node.registered);
  world.http->answers["/readyz?verbose"] = {401, "", {}};
  CHECK_FALSE(ask(world).refusal.empty());
  world.http->silence = "timed out";
  const auto api = ask(world);
  CHECK(api.server.empty());
  CHECK(api.silence == "timed out");
}

}  // namespace kcluster
