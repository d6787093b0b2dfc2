#include "observe/audit.h"

#include <catch2/catch.hpp>

#include "audit/points.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "pki/certificate.h"

namespace kcluster {
namespace {

using Role = AuditEvidence::Role;
using Answers = std::map<std::string, std::string>;

const std::string kKey = "c2VjcmV0IG9mIGV0Y2QncyBrZXk=";

/// The API server says what stands here, forbids what is empty, and has no more.
struct Spoken : Http {
  Answers answers;
  std::string silence;
  Response get(const std::string& path) const override {
    if (!silence.empty()) throw Silence(silence);
    const auto found = answers.find(path);
    if (found == answers.end()) return {404, R"({"kind":"Status","code":404})", {}};
    if (found->second.empty())
      return {403, R"({"kind":"Status","code":403,"message":"forbidden here"})", {}};
    return {200, found->second, {}};
  }
  Response send(const Request& request) override { return get(request.path); }
};

std::string manifest(const std::string& name, const std::string& rest) {
  return "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: " + name + "\n    command: [" +
         name + rest;
}

Answers plain_cluster() {
  const std::string rbac = "/apis/rbac.authorization.k8s.io/v1/", core = "/api/v1/namespaces/";
  return {
      {"/version", R"({"gitVersion": "v1.36.3"})"},
      {rbac + "clusterrolebindings",
       R"({"items": [{"metadata": {"name": "ops"}, "roleRef": {"name": "cluster-admin"},
           "subjects": [{"kind": "User", "name": "jane"}, {"kind": "Group", "name": "ops"}]}]})"},
      {rbac + "rolebindings",
       R"({"items": [{"metadata": {"name": "r", "namespace": "kube-system"}, "roleRef":
           {"name": "r"}, "subjects": [{"kind": "ServiceAccount", "namespace": "kube-system",
           "name": "default"}]}, {"metadata": {"name": "none"}}]})"},
      {rbac + "clusterroles",
       R"({"items": [{"metadata": {"name": "cluster-admin", "labels":
           {"kubernetes.io/bootstrapping": "rbac-defaults"}}, "rules": [{"verbs": ["*"],
           "resources": ["*"]}]}, {"metadata": {"name": "everything"}, "rules": [{"verbs": ["*"],
           "resources": ["*"]}]}, {"metadata": {"name": "pods"}, "rules": [{"verbs": ["*"],
           "resources": ["pods"]}]}]})"},
      {rbac + "roles", R"({"items": []})"},
      {core + "default/serviceaccounts/default", R"({"automountServiceAccountToken": false})"},
      {core + "kube-system/serviceaccounts/default", R"({"kind": "ServiceAccount"})"},
      {core + "kube-system/pods",
       R"({"items": [{"metadata": {"name": "helper"}, "spec": {"volumes": [{"projected": {"sources":
           [{"serviceAccountToken": {}}]}}]}}, {"metadata": {"name": "etcd"}, "spec": {}},
           {"metadata": {"name": "coredns"}, "spec": {"serviceAccountName": "coredns", "volumes":
           [{"projected": {"sources": [{"serviceAccountToken": {}}]}}]}}]})"},
      {"/api/v1/namespaces",
       R"({"items": [{"metadata": {"name": "default"}}, {"metadata": {"name": "kube-system"}},
           {"metadata": {"name": "shop", "labels":
           {"pod-security.kubernetes.io/enforce": "restricted"}}}]})"},
      {core + "kube-system/configmaps/kube-proxy",
       R"({"data": {"config.conf": "metricsBindAddress: 0.0.0.0:10249\n"}})"},
      {core + "kube-system/secrets?fieldSelector=type%3Dbootstrap.kubernetes.io%2Ftoken", ""}};
}

/// A control plane as kubeadm's form has it, with documents behind its API server's flags.
struct World {
  MemoryFiles files;
  MemorySystem system{Machine{}};
  std::shared_ptr<Spoken> api = std::make_shared<Spoken>();
  std::optional<Kubeconfig> cluster = Kubeconfig{};

  World() {
    const std::string folder = std::string(paths::manifests) + "/";
    files.write(folder + "kube-apiserver.yaml",
                manifest("kube-apiserver",
                         ", --profiling=false, --etcd-servers=https://127.0.0.1:2379, "
                         "--client-ca-file=/certs/ca.crt, "
                         "--encryption-provider-config=/conf/encryption.yaml, "
                         "--audit-policy-file=/conf/none.yaml]\n"
                         "    volumeMounts:\n"
                         "    - {name: certs, mountPath: /certs}\n"
                         "    - {name: conf, mountPath: /conf}\n"
                         "  volumes:\n"
                         "  - {name: certs, hostPath: {path: /etc/own/pki}}\n"
                         "  - {name: conf, hostPath: {path: /etc/own}}\n"),
                {0600});
    files.write("/etc/own/encryption.yaml",
                "resources:\n- resources: [events]\n  providers: [{identity: {}}]\n"
                "- resources: [configmaps, secrets]\n  providers:\n"
                "  - aescbc: {keys: [{name: k, secret: " +
                    kKey + "}]}\n  - identity: {}\n",
                {0600});
    files.write("/etc/own/pki/ca.crt", "the cluster's", {0644});
    files.write("/etc/own/pki/etcd/ca.key", "a key", {0640});
    files.write(folder + "etcd.yaml",
                manifest("etcd",
                         ", --data-dir=/data, --trusted-ca-file=/ca]\n"
                         "    env: [{name: ETCD_AUTO_TLS, value: 'true'}]\n"
                         "    securityContext: {runAsUser: 2379}\n"
                         "    volumeMounts: [{name: d, mountPath: /data}, "
                         "{name: c, mountPath: /ca}]\n"
                         "  volumes: [{name: d, hostPath: {path: /var/lib/etcd}}, "
                         "{name: c, hostPath: {path: /etc/own/pki/ca.crt}}]\n"),
                {0644});
    files.write(folder + "kube-scheduler.yaml",
                "spec: {containers: [{name: kube-scheduler, command: [sh, -c, x]}]}", {0600});
    files.write(paths::kubelet_config,
                "authentication: {x509: {clientCAFile: /etc/own/pki/ca.crt}}\npodPidsLimit: 5\n",
                {0644});
    files.make_dir("/var/lib/etcd", 0755);
    api->answers = plain_cluster();
  }

  AuditEvidence look() {
    return observe_audit({files, system, [this](const Endpoint&) { return api; }, cluster,
                          "there is no kubeconfig"});
  }
};

AuditPoint point(const AuditEvidence& seen, std::string_view id) {
  for (auto& each : audit(seen))
    if (each.id == id) return each;
  return {};
}

}  // namespace

TEST_CASE("flags come from the manifests, and a manifest of another kind says why not") {
  const auto seen = World().look();
  CHECK(seen.role == Role::control_plane);
  CHECK(seen.node == "node-1");
  CHECK(seen.apiserver.flags.value("profiling") == "false");
  CHECK(seen.etcd.flags.value("auto-tls") == "true");  // etcd takes it from the environment, too
  CHECK(seen.etcd.user == 2379);
  CHECK_THAT(seen.scheduler.fault, Catch::Contains("starts sh"));
  CHECK(seen.controller_manager.fault ==
        "there is no /etc/kubernetes/manifests/kube-controller-manager.yaml");
}

TEST_CASE("folders and documents are found behind the pods' mounts") {
  const auto seen = World().look();
  CHECK(seen.pki == "/etc/own/pki");
  CHECK(seen.etcd_data == "/var/lib/etcd");
  CHECK(seen.shared_authority);
  REQUIRE(seen.audit_policy);
  CHECK_THAT(seen.audit_policy->fault, Catch::Contains("/etc/own/none.yaml"));
  CHECK(point(seen, "3.2.1").result == AuditPoint::Result::unseen);
}

TEST_CASE("of an encryption configuration the providers' names are taken, its keys are not") {
  const auto seen = World().look();
  REQUIRE(seen.encryption);
  CHECK(seen.encryption->path == "/etc/own/encryption.yaml");
  CHECK(seen.encryption->providers == std::vector<std::string>{"aescbc", "identity"});
}

TEST_CASE("modes are those of what a link leads to, in every folder of keys") {
  World world;
  world.files.write("/safe/admin.conf", "x", {0640});
  world.files.link("/safe/admin.conf", paths::admin_conf);
  world.files.link("/nowhere", "/etc/own/pki/dangling.key");
  world.files.own("/safe/admin.conf", 7, 8);
  const auto seen = world.look();
  CHECK(seen.files.at(paths::admin_conf).mode == 0640);
  CHECK(seen.files.at(paths::admin_conf).gid == 8);
  CHECK(seen.files.at("/etc/own/pki/etcd/ca.key").mode == 0640);
  CHECK(seen.files.at("/var/lib/etcd").mode == 0755);
  CHECK(seen.files.at("/etc/kubernetes/manifests/etcd.yaml").mode == 0644);
  CHECK_FALSE(seen.files.contains("/etc/own/pki/dangling.key"));
  CHECK(point(seen, "1.1.21").verdict.seen ==
        std::vector<std::string>{"/etc/own/pki/etcd/ca.key: mode 0640"});
}

TEST_CASE("the kubelet's flags are those of its process, else of the files it starts with") {
  World world;
  world.files.write(paths::kubelet_flags, "KUBELET_KUBEADM_ARGS=\"--a=1 --pod-max-pids=9\"\n",
                    {0644});
  world.files.write("/etc/default/kubelet", "# KUBELET_EXTRA_ARGS=--c\nKUBELET_EXTRA_ARGS=--b=2\n",
                    {0644});
  auto seen = world.look();
  CHECK(seen.kubelet.flags.value("pod-max-pids") == "9");
  CHECK(seen.kubelet.flags.value("b") == "2");
  CHECK_FALSE(seen.kubelet.flags.value("c"));
  CHECK(seen.kubelet.flags_from == "/var/lib/kubelet/kubeadm-flags.env, /etc/default/kubelet");
  world.system.machine.programs["systemctl"] = {0, "77\n", ""};
  const std::string null(1, '\0');
  world.files.write(
      "/proc/77/cmdline",
      "/usr/bin/kubelet" + null + "--config=/own.yaml" + null + "--config-dir=/own.d" + null,
      {0444});
  world.files.write("/own.yaml", "podPidsLimit: 1\nseccompDefault: true\n", {0600});
  world.files.write("/own.d/10.conf", "podPidsLimit: 2\n", {0600});
  world.files.write("/own.d/notes.txt", "no: configuration", {0600});
  seen = world.look();
  CHECK(seen.kubelet.flags_from == "its process");
  CHECK(seen.kubelet.path == "/own.yaml");
  CHECK(seen.kubelet.config == Json{{"podPidsLimit", 2}, {"seccompDefault", true}});
}

TEST_CASE("a kubelet without a configuration leaves its points unseen") {
  World world;
  world.files.write(paths::kubelet_config, "a: [", {0600});
  CHECK(point(world.look(), "4.2.1").result == AuditPoint::Result::unseen);
  world.files.remove(paths::kubelet_config);
  CHECK_THAT(world.look().kubelet.fault, Catch::Contains("there is no"));
}

TEST_CASE("the cluster tells who may do what") {
  const auto cluster = World().look().cluster;
  REQUIRE(cluster.bindings);
  CHECK(cluster.bindings->size() == 3);
  CHECK(cluster.bindings->at(2) ==
        AuditEvidence::Bound{"kube-system/r", "r", "ServiceAccount", "kube-system", "default"});
  CHECK(*cluster.boundless_roles == std::vector<std::string>{"everything"});
  REQUIRE(cluster.default_accounts->size() == 2);
  CHECK_FALSE(cluster.default_accounts->at(0).mounts);
  CHECK(cluster.default_accounts->at(1).mounts);
  CHECK(*cluster.default_pods == std::vector<std::string>{"helper"});
  REQUIRE(cluster.namespaces->size() == 2);
  CHECK(cluster.namespaces->at(1).enforced == "restricted");
  CHECK(*cluster.proxy_metrics == "0.0.0.0:10249");
  CHECK_FALSE(cluster.endless_tokens);
  CHECK_THAT(cluster.endless_tokens.why, Catch::Contains("forbidden here"));
}

TEST_CASE("a silent API server costs the cluster's points alone") {
  World world;
  world.api->silence = "connection refused";
  auto seen = world.look();
  CHECK(seen.cluster.silence == "connection refused");
  CHECK(point(seen, "1.2.15").result == AuditPoint::Result::pass);
  world.cluster.reset();
  CHECK(world.look().cluster.silence == "there is no kubeconfig");
}

TEST_CASE("a worker is asked for itself, and for the cluster only with a kubeconfig") {
  World world;
  world.files.remove_tree(paths::manifests);
  world.cluster.reset();
  auto seen = world.look();
  CHECK(seen.role == Role::worker);
  CHECK_THAT(seen.cluster.unneeded, Catch::Contains("--kubeconfig"));
  CHECK(point(seen, "4.2.13").result == AuditPoint::Result::pass);
  world.cluster = Kubeconfig{};
  CHECK(world.look().cluster.bindings);
}

TEST_CASE("kubeconfigs of system:masters are found by their certificates") {
  World world;
  const auto key = Key::make(Algorithm::ecdsa_p256);
  const auto now = std::chrono::floor<Seconds>(std::chrono::system_clock::now());
  const auto write = [&](const char* path, const std::string& group) {
    const CertificateSpec spec{{"x", {group}}, {}, {}, now - Seconds(60), now + Seconds(600)};
    Kubeconfig config;
    config.user = "x";
    config.server = "https://192.168.1.20:6443";
    config.authorities = config.certificate = Certificate::authority(spec, key).pem();
    config.key = std::make_shared<const Secret>(key.pem());
    world.files.write(path, kubeconfig_text(config), {0600});
  };
  write(paths::admin_conf, names::cluster_admins);
  write(paths::super_admin_conf, names::masters);
  CHECK(world.look().masters == std::vector<std::string>{paths::super_admin_conf});
}

TEST_CASE("looking changes nothing, also when it is done twice") {
  World world;
  const auto before = world.files.changes().size();
  world.look();
  world.look();
  CHECK(world.files.changes().size() == before);
  CHECK(world.system.changes().empty());
}

}  // namespace kcluster
