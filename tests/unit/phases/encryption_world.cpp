#include "encryption_world.h"

#include <catch2/catch.hpp>

namespace kcluster {
namespace {

constexpr const char* kManifest = R"(apiVersion: v1
kind: Pod
metadata:
  name: kube-apiserver
spec:
  containers:
  - command:
    - kube-apiserver
    - --advertise-address=ADDRESS
    - --service-account-signing-key-file=/etc/kubernetes/pki/sa.key
    name: kube-apiserver
    volumeMounts:
    - mountPath: /etc/ssl/certs
      name: ca-certs
  volumes:
  - hostPath:
      path: /etc/ssl/certs
    name: ca-certs
)";
constexpr const char* kSecrets = "/registry/secrets/";

/// "default/a" of a Secret's path; empty: it is none.
std::string secret_of(const std::string& path) {
  const auto parsed = ApiPath::parse(path);
  return parsed && parsed->resource == "secrets" && !parsed->name.empty()
             ? parsed->namespace_ + "/" + parsed->name
             : "";
}

/// A node's API server.
class Server : public Http {
 public:
  Server(EncryptionWorld& world, EncryptingNode& node) : world_(world), node_(node) {}

  Response get(const std::string& path) const override {
    answer();
    if (path == "/readyz") return {200, "ok", {}};
    if (path == "/metrics") return {200, metrics(), {}};
    const auto value = world_.etcd->cluster.values.find(kSecrets + secret_of(path));
    if (value != world_.etcd->cluster.values.end() && !node_.reads(value->second))
      return {500, R"({"kind":"Status","message":"no matching prefix found"})", {}};
    return world_.http->get(path);
  }

  Response send(const Request& request) override {
    answer();
    const auto secret = secret_of(request.path);
    if (!secret.empty() && request.method == "PUT" && world_.conflicts-- > 0)
      return {409, R"({"kind":"Status","reason":"Conflict"})", {}};
    const auto done = world_.http->send(request);
    if (!secret.empty() && request.method == "PUT" && done.ok()) store(kSecrets + secret);
    return done;
  }

 private:
  void answer() const {
    if (world_.silent.contains(node_.url())) throw Silence("connection refused");
    node_.look_at_file();
  }
  std::string metrics() const {
    if (node_.loaded.empty()) return "other 1\n";
    return "other 1\napiserver_encryption_config_controller_last_config_info{"
           "apiserver_id_hash=\"sha256:1\",hash=\"" +
           encryption_digest(node_.loaded) + "\"} 1\n";
  }
  /// What it writes every API server must be able to read.
  void store(const std::string& key) {
    const auto value = written_form(node_.providers()) + "x";
    for (const auto& each : world_.nodes) CHECK(each->reads(value));
    world_.etcd->cluster.keys.insert(key);
    world_.etcd->cluster.values[key] = value;
  }

  EncryptionWorld& world_;
  EncryptingNode& node_;
};

Json object(const char* kind, const std::string& space, const std::string& name) {
  return {{"apiVersion", "v1"},
          {"kind", kind},
          {"metadata", {{"name", name}, {"namespace", space}}}};
}

std::string with_address(std::string text, const std::string& address) {
  return text.replace(text.find("ADDRESS"), 7, address);
}

}  // namespace

EncryptionWorld::EncryptionWorld(int control_planes) {
  for (int i = 0; i < control_planes; ++i)
    make("control" + std::to_string(i + 1), "192.168.1." + std::to_string(20 + i));
  auto map = object("ConfigMap", "kube-system", "kubeadm-config");
  map["data"]["ClusterConfiguration"] = "clusterName: here\nkind: ClusterConfiguration\n";
  http->put("/api/v1/namespaces/kube-system/configmaps/kubeadm-config", map);
  for (const char* name : {"a", "b", "c"}) {
    http->put(std::string("/api/v1/namespaces/default/secrets/") + name,
              object("Secret", "default", name));
    const auto key = std::string(kSecrets) + "default/" + name;
    etcd->cluster.keys.insert(key);
    etcd->cluster.values[key] = "k8s in plain";
  }
}

void EncryptionWorld::make(const std::string& name, const std::string& address) {
  auto node = std::make_unique<EncryptingNode>();
  node->name = name;
  node->address = address;
  node->cri = std::make_shared<LivingCri>(node->files, clock);
  node->system.machine.unit_files = {{"kubelet", "enabled"}};
  node->system.machine.active = {"kubelet"};
  node->files.write(std::string(paths::manifests) + "/kube-apiserver.yaml",
                    with_address(kManifest, address), {0600});
  node->files.write("/etc/kubernetes/pki/sa.key", "the key of service accounts", {0600});
  Kubeconfig config{"kubernetes", "admin", node->url(), "pem"};
  config.token = std::make_shared<const Secret>("t");
  node->files.write(paths::admin_conf, kubeconfig_text(config), {0600});
  auto pod = object("Pod", "kube-system", "kube-apiserver-" + name);
  pod["metadata"]["labels"] = {{"component", "kube-apiserver"}, {"tier", "control-plane"}};
  pod["metadata"]["annotations"]["kubeadm.kubernetes.io/kube-apiserver.advertise-address."
                                 "endpoint"] = address + ":6443";
  pod["spec"]["nodeName"] = name;
  http->put("/api/v1/namespaces/kube-system/pods/kube-apiserver-" + name, pod);
  auto registered = object("Node", "", name);
  registered["metadata"]["labels"] = {{"node-role.kubernetes.io/control-plane", ""}};
  http->put("/api/v1/nodes/" + name, registered);
  nodes.push_back(std::move(node));
}

Dial EncryptionWorld::dial() {
  return [this](const Endpoint& endpoint) -> std::shared_ptr<Http> {
    for (const auto& node : nodes)
      if (node->url() == endpoint.url) return std::make_shared<Server>(*this, *node);
    throw Silence("nobody is at " + endpoint.url);
  };
}

EncryptionOutcome EncryptionWorld::run(const std::string& name, EncryptionWish wish, Files& files,
                                       System& system, const Dial& through,
                                       const std::string& kind) {
  auto& here = node(name);
  EncryptionPlan plan{wish, kind, name, "/etc/kubernetes/pki/sa.key"};
  plan.api = {paths::admin_conf, paths::super_admin_conf, here.url()};
  plan.aside = {{"kube-apiserver"},
                std::string(paths::state) + "/encryption-aside",
                "unix:///run/c.sock",
                "/usr/bin/kcluster"};
  const Dial look = dial();
  const Tell nobody;
  return change_encryption(plan, {files, system, clock, through, look,
                                  [&here] { return here.cri; }, {etcd}, nobody});
}

int EncryptionWorld::run_all(EncryptionWish wish) {
  std::string next = nodes.front()->name;
  for (int runs = 1; runs < 20; ++runs) {
    const auto outcome = run(next, wish);
    if (outcome.finished) return runs;
    REQUIRE_FALSE(outcome.nodes.empty());
    next = outcome.nodes.front();
  }
  FAIL("it comes to no end");
  return 0;
}

std::set<std::string> EncryptionWorld::forms() const {
  std::set<std::string> all;
  for (const auto& [key, value] : etcd->cluster.values) all.insert(form_of(value));
  return all;
}

}  // namespace kcluster
