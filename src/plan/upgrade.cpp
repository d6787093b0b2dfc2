#include "plan/upgrade.h"

#include <algorithm>

#include "kubernetes/paths.h"
#include "kubernetes/traits.h"
#include "plan/components.h"
#include "plan/endpoint.h"
#include "plan/images.h"

namespace kcluster {
namespace {

constexpr unsigned kAlone = 5;      // seconds: there is nowhere to drain to
constexpr unsigned kTogether = 20;  // with others behind a balancer; the node's grace is 50

AsidePlan plan_aside(const UpgradeOrigin& seen) {
  return {seen.pods, std::string(paths::upgrade) + "/aside", seen.cri_socket, seen.program,
          seen.other_control_planes.empty() ? kAlone : kTogether};
}

void plan_node(UpgradePlan& plan, const Config& settled, const Surroundings& around) {
  plan.pull = plan_pull(settled, images(settled));
  plan.etcd = plan_etcd(settled, around);
  plan.control_plane = plan_control_plane(settled, around);
  plan.kubelet = plan_kubelet(settled, around);
  plan.wait = plan_wait_control_plane(settled);
}

RenewalPlan plan_certificates_anew(const UpgradeSpec& spec, const Config& settled) {
  auto plan = plan_renewal(settled.cluster);
  plan.begun = std::chrono::floor<std::chrono::seconds>(spec.began);
  if (!does(spec.to, Trait::kubelet_client_is_admin)) drop_kubelet_client_group(plan);
  return plan;
}

void plan_cluster(UpgradePlan& plan, const Config& settled, const Surroundings& around) {
  plan.api = plan_api(settled);
  plan.control_plane_url = control_plane_url(settled);
  plan.upload_config = plan_upload_config(settled);
  plan.tokens = plan_bootstrap_token(settled);
  plan.coredns = plan_coredns(settled, around);
  plan.proxy = plan_proxy(settled, around);
}

}  // namespace

Config upgraded_config(const UpgradeOrigin& seen, const std::string& version,
                       const UpgradeManner& choices) {
  Config config;
  config.cluster = seen.cluster;
  config.cluster.kubernetes_version = version;
  auto& init = config.init;
  init.node.name = seen.name;
  init.node.cri_socket = seen.cri_socket;
  init.node.image_pull_policy = choices.pull_policy;
  init.node.image_pull_serial = choices.pull_serial;
  init.node.ignore_preflight_errors = choices.ignored;
  init.local_api = {seen.advertise_address, seen.secure_port};
  init.patches_directory = choices.patches;
  config.kubelet_given = !seen.kubelet_generated;
  config.proxy_given = !seen.proxy_generated;
  if (config.kubelet_given) config.kubelet = seen.kubelet;
  if (config.proxy_given) config.proxy = seen.proxy;
  config.kubelet = complete_kubelet(config);
  config.proxy = complete_proxy(config);
  if (!seen.kubelet_resolv_conf.empty() && !config.kubelet.contains("resolvConf"))
    config.kubelet["resolvConf"] = seen.kubelet_resolv_conf;
  return config;
}

UpgradePlan plan_upgrade(const UpgradeSpec& spec, const Config& settled, const UpgradeOrigin& seen,
                         const Surroundings& around, const UpgradeManner& choices) {
  UpgradePlan plan;
  plan.spec = spec;
  plan.node = seen.name;
  plan_node(plan, settled, around);
  plan_cluster(plan, settled, around);
  plan.kubelet_access = does(spec.to, Trait::kubelet_client_bound);
  plan.whole = choices.whole;
  plan.renew = choices.renew_certificates;
  plan.renewal = plan_certificates_anew(spec, settled);
  plan.etcd_upgraded = choices.upgrade_etcd && plan.etcd.local;
  plan.aside = plan_aside(seen);
  plan.etcd_client = seen.etcd;
  plan.backup = seen.backup;
  plan.backup.file = std::string(paths::upgrade) + "/before-" + spec.id + ".tar";
  plan.limit = choices.limit;
  plan.wait.components_limit = plan.wait.kubelet_limit = choices.limit;
  return plan;
}

}  // namespace kcluster
