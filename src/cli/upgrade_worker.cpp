#include <fmt/format.h>

#include "cli/reach.h"
#include "cli/upgrade_begin.h"
#include "kube/kubelet_access.h"
#include "observe/cluster.h"
#include "observe/membership.h"
#include "observe/surroundings.h"
#include "phases/bundle.h"
#include "phases/kubelet.h"
#include "plan/images.h"
#include "plan/settle_join.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

constexpr const char* kPreflight = "preflight";
constexpr const char* kConfig = "kubelet-config";

/// Of the control planes' phases the kubelet's configuration alone is a worker's, and the images of
/// a bundle.
std::vector<Step> worker_steps(const WorkerUpgrade& worker, const UpgradeWishes& wanted,
                               Ports& ports) {
  const Selection selection{wanted.phase, wanted.apply.skip_phases};
  std::vector<Step> steps;
  if (worker.pull.bundle && selected(selection, kPreflight))
    steps.push_back({kPreflight, "load missing images out of the bundle",
                     [&] { provide_images(worker.pull, worker.cri_socket, ports); }, true});
  if (selected(selection, kConfig))
    steps.push_back({kConfig, "write the kubelet's configuration",
                     [&] { upgrade_kubelet_config(worker.kubelet, ports.files); }, true});
  if (!steps.empty()) return steps;
  return {
      {wanted.phase.empty() ? kConfig : wanted.phase, "not wanted of this worker", nullptr, false}};
}

}  // namespace

WorkerUpgrade look_at_worker(const UpgradeWishes& wanted, const Ports& observed) {
  const auto access = kubelet_access(observed.files);
  const Patience patience{&observed.clock, api_patience};
  const Client api(observed.http(access.endpoint), patience);
  const auto seen = observe_cluster(api, access.node, observed.clock);
  auto config = joined_config(observe_membership(observed.files), seen.configuration, seen.kubelet);
  config.init.patches_directory = wanted.apply.patches_directory;
  const auto around =
      observe_surroundings(config, observed.files, observed.system.facts().hostname, environment());
  WorkerUpgrade worker{seen.configuration.kubernetes_version,
                       plan_kubelet(config, around),
                       {},
                       config.init.node.cri_socket};
  if (wanted.bundle) worker.pull = plan_pull(config, worker_images(config));
  worker.pull.bundle = wanted.bundle;
  return worker;
}

void upgrade_worker(const WorkerUpgrade& worker, const UpgradeWishes& wanted, Node& node) {
  if (wanted.apply.dry_run) node.rehearse();
  auto& ports = node.ports();
  run_steps(worker_steps(worker, wanted, ports), ports.tell, node.stop());
  if (!wanted.phase.empty()) return;
  ports.report.results.push_back(
      {"upgraded",
       {{"to", worker.version}},
       fmt::format("the kubelet's configuration is that of {0}\n\n"
                   "install the kubelet {0}, then: kcluster upgrade node --drain\n",
                   worker.version)});
}

}  // namespace kcluster
