#include "phases/upgrade_drain.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_in.h"
#include "kube/kubeconfig.h"
#include "kube/kubelet_access.h"
#include "kube/readiness.h"
#include "kube/refusal.h"
#include "kubernetes/paths.h"
#include "phases/drain.h"

namespace kcluster {
namespace {

using Row = Phase<UpgradeDrainPlan>;

constexpr const char* kKubelet = "kubelet.service";
constexpr Millis kPatience = std::chrono::minutes(1);

Path drain_note() { return Path(paths::upgrade) / "drain.json"; }

void note(const DrainedNode& drained, Files& files) {
  const Json root{{"node", drained.node}, {"version", drained.version}, {"ours", drained.ours}};
  files.make_dir(paths::state, 0700);
  files.make_dir(paths::upgrade, 0700);
  files.write(drain_note(), root.dump(2) + "\n", {0600});
}

/// The cluster lets a kubelet cordon its own node and evict its pods, unless somebody changed that.
template <class Do>
void with_words(const UpgradeDrainPlan& plan, const Do& act) {
  try {
    act();
  } catch (const Refusal& refusal) {
    if (!plan.kubeconfig.empty() || (refusal.status != 401 && refusal.status != 403)) throw;
    throw Error(fmt::format("the kubelet's own credentials do not suffice to drain {}: {}",
                            plan.drain.node, refusal.what()),
                "name an administrator's: kcluster upgrade node --drain --kubeconfig FILE");
  }
}

Json node_of(const UpgradeDrainPlan& plan, const Client& api) {
  if (auto node = api.get("/api/v1/nodes/" + plan.drain.node)) return *std::move(node);
  throw Error("the cluster has no node " + plan.drain.node, "its nodes are: kubectl get nodes");
}

bool is_cordoned(const Json& node) { return value_in(node, "/spec/unschedulable") == true; }

/// nullopt: it is ready with the kubelet that is installed.
std::optional<std::string> still_missing(const Json& node, const std::string& version) {
  const auto runs = string_in(node, "/status/nodeInfo/kubeletVersion");
  if (runs != version) return "its kubelet is still " + (runs.empty() ? "unknown" : runs);
  return unready(node);
}

Client client(const UpgradeDrainPlan& plan, Ports& ports) {
  return Client(ports.http(drain_access(plan, ports.files)), {&ports.clock, kPatience});
}

constexpr Row kDrain[] = {
    {"drain", "cordon the node and evict its pods",
     [](auto& p, auto& w) {
       auto api = client(p, w);
       drain_for_upgrade(p, w.files, api, w.clock, w.tell);
     }},
};

constexpr Row kReturn[] = {
    {"kubelet", "restart the kubelet",
     [](auto& p, auto& w) {
       const auto cri = w.cri(p.cri_socket);
       restart_drained_kubelet(p, w.system, {w.files, w.system, w.clock, *cri, w.http});
     }},
    {"ready", "wait until the node is ready",
     [](auto& p, auto& w) { await_upgraded_node(p, client(p, w), w.clock); }},
    {"uncordon", "let pods come to the node again",
     [](auto& p, auto& w) {
       auto api = client(p, w);
       end_drain(p, w.files, api, w.tell);
     }},
};

}  // namespace

std::optional<DrainedNode> read_drained(const Files& files) {
  const auto text = files.read(drain_note());
  if (!text) return std::nullopt;
  const auto root = Json::parse(*text, nullptr, false);
  const auto& ours = value_in(root, "/ours");
  DrainedNode drained{string_in(root, "/node"), string_in(root, "/version"), ours == true};
  if (drained.node.empty() || !ours.is_boolean())
    throw Error(drain_note().string() + " does not say which node is drained",
                "remove it; if the node is cordoned it then stays so: kubectl uncordon NODE");
  return drained;
}

Endpoint drain_access(const UpgradeDrainPlan& plan, const Files& files) {
  if (plan.kubeconfig.empty()) return kubelet_access(files).endpoint;
  return endpoint(read_kubeconfig(plan.kubeconfig, files));
}

void drain_for_upgrade(const UpgradeDrainPlan& plan, Files& files, Client& api, const Clock& clock,
                       const Tell& sink) {
  with_words(plan, [&] {
    SeenNode seen;
    seen.cordoned = is_cordoned(node_of(plan, api));
    refuse_unmanaged(plan.drain, api);  // before anything is noted of the node
    note({plan.drain.node, plan.version, cordon_is_ours(seen, read_drained(files), plan.version)},
         files);
    drain(plan.drain, api, clock, sink);
  });
}

void restart_drained_kubelet(const UpgradeDrainPlan& plan, System& system, const WaitEyes& eyes) {
  system.unit(kKubelet, UnitAction::refresh);  // a package may have brought another unit
  system.unit(kKubelet, UnitAction::restart);
  wait_kubelet(plan.wait, eyes);
}

void await_upgraded_node(const UpgradeDrainPlan& plan, const Client& api, const Clock& clock) {
  clock.await("node " + plan.drain.node + " to be ready with its kubelet " + plan.installed,
              std::chrono::duration_cast<Millis>(plan.wait.kubelet_limit),
              [&] { return still_missing(node_of(plan, api), plan.installed); });
}

void end_drain(const UpgradeDrainPlan& plan, Files& files, Client& api, const Tell& sink) {
  const auto drained = read_drained(files);
  if (!drained) return;
  if (drained->ours)
    with_words(plan, [&] { uncordon(plan.drain.node, api); });
  else
    tell(sink, {Event::Kind::warning, plan.drain.node,
                "stays cordoned, as it was before: kubectl uncordon " + plan.drain.node});
  files.remove(drain_note());
}

std::span<const Phase<UpgradeDrainPlan>> upgrade_drain_table() { return kDrain; }
std::span<const Phase<UpgradeDrainPlan>> upgrade_return_table() { return kReturn; }

}  // namespace kcluster
