#include "tests/unit/cli/init_node.h"

#include "kube/kubeconfig.h"

namespace kcluster {
namespace {

constexpr const char* kConfig = R"(apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
nodeRegistration: {criSocket: unix:///run/containerd/containerd.sock}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
encryptionAlgorithm: ECDSA-P256
networking: {podSubnet: 10.244.0.0/16}
)";

constexpr const char* kFolders[] = {"/etc/kubernetes", "/etc/cni", "/var/lib/kubelet",
                                    "/var/lib/etcd", "/var/lib/kcluster"};

const Json kNode = {
    {"apiVersion", "v1"},
    {"kind", "Node"},
    {"metadata", {{"name", "node-1"}, {"labels", {{"kubernetes.io/hostname", "node-1"}}}}},
    {"spec", {{"podCIDRs", {"10.244.0.0/24"}}}}};

void collect(const Files& files, const Path& path, Lies& lies) {
  const auto stat = files.look(path);
  if (!stat) return;
  const bool folder = stat->kind == Stat::Kind::folder;
  lies[path.string()] = {stat->mode, folder ? "" : files.read(path).value()};
  if (!folder) return;
  const auto names = files.list(path);
  for (const auto& name : names.value()) collect(files, path / name, lies);
}

}  // namespace

void LivelySystem::unit(const std::string& name, UnitAction action) {
  MemorySystem::unit(name, action);
  if (action != UnitAction::start) return;
  const auto identity = read_kubeconfig("/etc/kubernetes/kubelet.conf", files_);
  if (identity.key)
    files_.write("/var/lib/kubelet/pki/kubelet-client-current.pem",
                 identity.certificate + identity.key->reveal(), {0600});
  if (!api_.object("/api/v1/nodes/node-1")) api_.put("/api/v1/nodes/node-1", kNode);
}

InitNode::InitNode(Files& disk) : files(disk), system(disk, *api) {
  furnish(files);
  files.write("/root/cluster.yaml", kConfig, {0644});
  options.flags.config = "/root/cluster.yaml";
  options.flags.upload_certs = true;
  options.pod_network = "bridge";
}

Ports InitNode::ports(Files& mortal, System& machine, std::shared_ptr<Life> life) {
  return {mortal,
          machine,
          clock,
          report,
          [this, life](const Endpoint&) { return std::make_shared<MortalHttp>(api, life); },
          [this](const std::string&) { return cri; },
          [](const std::string&) { return std::nullopt; },
          {}};
}

void InitNode::init(std::shared_ptr<Life> life) {
  report = {};
  MortalFiles mortal(files, life);
  MortalSystem machine(system, life);
  Ports process = ports(mortal, machine, life);
  const Prepared prepared = prepare_init(options, Scope::whole, process);
  if (!prepared.finished) run_whole(prepared, options, process, {}, [] {});
}

Lies what_lies(const Files& files) {
  Lies lies;
  for (const auto* folder : kFolders) collect(files, folder, lies);
  return lies;
}

}  // namespace kcluster
