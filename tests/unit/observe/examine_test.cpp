#include "observe/examine.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "base/yaml.h"
#include "diagnosis/ailments.h"
#include "etcd/memory_etcd.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "observe/examine_parts.h"
#include "pki/certificate.h"
#include "tests/support/spoken_cri.h"

namespace kcluster {
namespace {

const auto kNow = std::chrono::floor<Seconds>(std::chrono::system_clock::now());
const std::string kPki = paths::pki;
using Answers = std::map<std::string, Response>;

/// Everybody answers what stands here, the rest is not found; nobody when silent.
struct Spoken : Http {
  Answers answers;
  std::string silence;
  Response get(const std::string& path) const override {
    if (!silence.empty()) throw Silence(silence);
    const auto found = answers.find(path);
    return found == answers.end() ? Response{404, R"({"kind":"Status","code":404})", {}}
                                  : found->second;
  }
  Response send(const Request& request) override { return get(request.path); }
};

struct Runtime : SpokenCri {
  std::vector<Container> all;
  std::vector<Container> containers() const override { return all; }
};

struct Signer {
  Key key = Key::make(Algorithm::ecdsa_p256);
  Certificate certificate = Certificate::authority(
      {{"kubernetes", {}}, {}, {}, kNow - Seconds(60), kNow + Seconds(9000)}, key);

  void sign(MemoryFiles& files, const std::string& name, Sans sans = {}, int seconds = 9000) const {
    const auto own = Key::make(Algorithm::ecdsa_p256);
    const CertificateSpec spec{{"x", {}},
                               std::move(sans),
                               {Usage::client_auth},
                               kNow - Seconds(60),
                               kNow + Seconds(seconds)};
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

struct World {
  MemoryFiles files;
  MemorySystem system{Machine{}};
  MemoryClock clock{Time(kNow)};
  std::shared_ptr<Spoken> http = std::make_shared<Spoken>();
  std::shared_ptr<Runtime> cri = std::make_shared<Runtime>();

  ExamineEyes eyes() {
    return {files,
            system,
            clock,
            [this](const Endpoint&) { return http; },
            [this](const std::string&) { return cri; },
            [](const EtcdAccess&) { return std::make_shared<MemoryEtcd>(); },
            Millis(100)};
  }
  void socket() {
    files.write(paths::kubelet_instance_config, "containerRuntimeEndpoint: unix:///run/x.sock\n",
                {});
  }
};

const Examination::Certificate* find(const std::vector<Examination::Certificate>& all,
                                     const std::string& ending) {
  for (const auto& each : all)
    if (each.file.ends_with(ending)) return &each;
  return nullptr;
}

Container made(const std::string& id, Container::State state, unsigned attempt) {
  Container container;
  container.id = id;
  container.name = "etcd";
  container.pod_namespace = "kube-system";
  container.state = state;
  container.attempt = attempt;
  return container;
}

}  // namespace

TEST_CASE("an empty machine is examined without an error") {
  World world;
  const auto seen = examine(world.eyes());
  CHECK(seen.role == Examination::Role::none);
  CHECK_FALSE(seen.unseen.empty());
}

TEST_CASE("of certificates authority, key, period and names are compared") {
  World world;
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
  CHECK(*find(all, "front-proxy-client.crt")->ends < Time(kNow));
  CHECK_FALSE(find(all, "etcd/ca.crt")->fault.empty());
}

TEST_CASE("a kubeconfig that trusts another authority is seen") {
  World world;
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
  World world;
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
  World world;
  world.files.write(manifest("kube-apiserver"),
                    pod("kube-apiserver", {"--etcd-servers=https://10.0.0.9:2379"}), {});
  CHECK(uses_external_etcd(world.files));
  CHECK(examine_manifests(world.files).size() == 3);
}

TEST_CASE("the pod network's configuration: none, damaged, with a plugin that is not there") {
  World world;
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

TEST_CASE("a silent runtime is told, and the kubelet's journal all the same") {
  World world;
  world.socket();
  world.cri->silence = "connection refused";
  world.system.machine.journals["kubelet"] = {"one"};
  const auto side = examine_runtime(world.eyes());
  CHECK(side.runtime.silence == "connection refused");
  CHECK(side.told.kubelet == std::vector<std::string>{"one"});
  CHECK_FALSE(side.told.kubelet_active);
}

namespace {

/// Which container of a component is told of that ended once more a minute ago and runs again.
std::string told_of(unsigned attempt, const std::string& unwell) {
  World world;
  world.socket();
  const auto now = std::chrono::nanoseconds(Time(kNow).time_since_epoch()).count();
  auto newest = made("b", Container::State::running, attempt);
  newest.created = newest.started = now - 5'000'000'000;
  auto before = made("a", Container::State::exited, attempt - 1);
  before.exit_code = 1;
  before.created = before.started = now - 60'000'000'000;
  before.finished = now - 50'000'000'000;
  world.cri->all = {newest, before};
  const auto side = examine_runtime(world.eyes());
  Examination seen;
  seen.told = side.told;
  seen.components = {{newest.name, unwell}};
  tell_crashes(side.crashes, seen);
  return seen.told.containers.at(0).container.id;
}

}  // namespace

TEST_CASE("of a container that crashes again and again the crash is told") {
  CHECK(told_of(2, "connection refused") == "a");
  CHECK(told_of(9, "") == "a");  // well between two crashes
}

TEST_CASE("a component that was ended to start anew, and is well, does not crash") {
  CHECK(told_of(1, "connection refused") == "b");  // as a renewal of certificates does
  CHECK(told_of(4, "") == "b");                    // and a restore after it
}

TEST_CASE("the kubelet's configuration: missing, damaged, with swap allowed") {
  World world;
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
  World world;
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

Examination::Api ask(World& world) {
  Kubeconfig config{"kubernetes", "a", "https://10.0.0.1:6443"};
  config.authorities = Signer().certificate.pem();
  config.token = std::make_shared<const Secret>("t");
  world.files.write(paths::admin_conf, kubeconfig_text(config), {0600});
  return examine_api(world.eyes(), Examination::Role::control_plane, "node-1").api;
}

}  // namespace

TEST_CASE("the API: failing checks, clock, the node's conditions, pods, webhooks nobody serves") {
  World world;
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
  World world;
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
