#include "tests/unit/phases/upgrade_world.h"

#include <algorithm>

#include "host/undo_files.h"
#include "manifest/addons.h"
#include "phases/addons.h"
#include "phases/certs.h"
#include "phases/control_plane.h"
#include "phases/etcd.h"
#include "phases/kubeconfig.h"
#include "phases/upload_config.h"
#include "plan/init.h"
#include "plan/settle.h"
#include "workflow/steps.h"
#include "workflow/undo_http.h"

namespace kcluster {

UpgradeOrigin node_to_upgrade() {
  UpgradeOrigin seen;
  seen.name = "cka-control";
  seen.advertise_address = "192.168.1.20";
  seen.cri_socket = "unix:///run/containerd/containerd.sock";
  seen.program = "/usr/bin/kcluster";
  seen.version = kUpgradedFrom;
  seen.pods = {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"};
  seen.etcd = {{"https://192.168.1.20:2379"},
               "/etc/kubernetes/pki/etcd/ca.crt",
               "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
               "/etc/kubernetes/pki/etcd/healthcheck-client.key"};
  seen.cluster.encryption_algorithm = "ECDSA-P256";
  seen.cluster.kubernetes_version = kUpgradedFrom;
  seen.kubelet_generated = seen.proxy_generated = true;
  return seen;
}

const MemoryFiles& files_to_upgrade() {
  static MemoryFiles files;
  if (files.look(kServerPod)) return files;
  const MemoryClock clock;
  const Config config = upgraded_config(node_to_upgrade(), kUpgradedFrom, {});
  const auto certificates = plan_certificates(config);
  for (const auto& row : certificates.rows) certificate(certificates, row.name, files, clock.now());
  const auto kubeconfigs = plan_kubeconfigs(config);
  for (const auto& row : kubeconfigs.rows) kubeconfig(kubeconfigs, row.name, files, clock.now());
  const auto pods = plan_control_plane(config, {});
  apiserver_pod(pods, files);
  controller_manager_pod(pods, files);
  scheduler_pod(pods, files);
  etcd_pod(plan_etcd(config, {}), files);
  files.write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n", {0644});
  return files;
}

UpgradeWorld::UpgradeWorld(bool renew) {
  system.machine.unit_files = {{"kubelet", "enabled"}};
  system.machine.active = {"kubelet"};
  choices.renew_certificates = renew;
  api->answer("/version", {200, R"({"gitVersion":"v1.36.3"})", {}});
  Client client(api);
  const Config old = upgraded_config(node_to_upgrade(), kUpgradedFrom, {});
  upload_kubeadm_config(plan_upload_config(old), client);
  upload_kubelet_config(plan_upload_config(old), client);
  addon(proxy_objects(plan_proxy(old, {})), client);
  addon(coredns_objects(plan_coredns(old, {})), client);
  cri->containers();  // they run already
  clock.advance(std::chrono::minutes(1));
  begin();
}

void UpgradeWorld::begin() {
  BegunUpgrade begun;
  begun.spec = {"20250101T000000Z", kUpgradedFrom, kUpgradedTo, clock.now()};
  begun.saved = {node_to_upgrade(), choices};
  const Config settled = upgraded_config(begun.saved.seen, kUpgradedTo, choices);
  plan = plan_upgrade(begun.spec, settled, begun.saved.seen, {}, choices);
  write_upgrade(begun, files);
  clock.advance(std::chrono::minutes(1));
}

Ports UpgradeWorld::ports_over(Files& with, System& on, std::shared_ptr<Life> life) {
  return Ports{with,
               on,
               clock,
               report,
               [this, life](const Endpoint&) -> std::shared_ptr<Http> {
                 if (!life) return api;
                 return std::make_shared<MortalHttp>(api, life);
               },
               [this](const std::string&) { return cri; },
               [](const std::string&) { return std::nullopt; },
               [this](const Event& event) {
                 if (event.kind == Event::Kind::warning) warnings.push_back(event.text);
               },
               [this](const EtcdAccess&) { return etcd; }};
}

void UpgradeWorld::upgrade(Files& with, System& on, std::shared_ptr<Life> life,
                           const std::string& only) {
  UndoFiles undo(with, upgrade_folder::files, {paths::kubernetes, paths::kubelet});
  Ports ports = ports_over(undo, on, life);
  ports.http = [dial = ports.http, &with](const Endpoint& peer) {
    return std::make_shared<UndoHttp>(dial(peer), with, upgrade_folder::objects);
  };
  const Selection selection{only, {"preflight", "backup"}};
  run_steps(due_steps<UpgradePlan>(upgrade_table(), plan, ports, selection), {}, {});
}

void UpgradeWorld::roll_back(Files& with, System& on, std::shared_ptr<Life> life) {
  api->answer("/version", {200, R"({"gitVersion":"v1.35.4"})", {}});
  Ports ports = ports_over(with, on, life);
  run_steps(due_steps<UpgradePlan>(rollback_table(), plan, ports, {}), {}, {});
}

long UpgradeWorld::changed_objects() const {
  const auto sent = api->sent();
  return std::count_if(sent.begin(), sent.end(), [](const Sent& each) { return each.changed; });
}

bool UpgradeWorld::is_new() const {
  const auto stored = api->object("/api/v1/namespaces/kube-system/configmaps/kubeadm-config");
  return files.read(kServerPod)->find(kUpgradedTo) != std::string::npos &&
         stored->dump().find(kUpgradedTo) != std::string::npos && system.active("kubelet");
}

std::string UpgradeWorld::all() const {
  std::string text;
  collect("/etc/kubernetes", text);
  collect("/var/lib/kubelet", text);
  for (const char* map : {"kubeadm-config", "kubelet-config", "kube-proxy", "coredns"})
    text += api->object(std::string("/api/v1/namespaces/kube-system/configmaps/") + map)
                ->at("data")
                .dump();
  for (const char* set : {"daemonsets/kube-proxy", "deployments/coredns"})
    text += api->object(std::string("/apis/apps/v1/namespaces/kube-system/") + set)
                ->at("spec")
                .dump();
  return text;
}

void UpgradeWorld::collect(const Path& folder, std::string& text) const {
  for (const auto& name : files.list(folder).value_or(std::vector<std::string>{})) {
    if (name.starts_with('.')) continue;  // what a cut off write left
    const Path path = folder / name;
    const auto stat = *files.look(path);
    text += path.string() + " " + std::to_string(stat.mode) + "\n";
    if (stat.kind == Stat::Kind::folder)
      collect(path, text);
    else
      text += *files.read(path);
  }
}

}  // namespace kcluster
