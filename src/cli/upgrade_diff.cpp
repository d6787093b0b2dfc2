#include <fmt/format.h>

#include "base/error.h"
#include "base/yaml.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "cli/upgrade.h"
#include "http/memory_http.h"
#include "kube/kubeconfig.h"
#include "kubernetes/versions.h"
#include "manifest/addons.h"
#include "manifest/static_pod.h"
#include "phases/addons.h"
#include "phases/upload_config.h"
#include "plan/control_plane.h"
#include "plan/etcd.h"
#include "report/diff.h"
#include "report/objects.h"

namespace kcluster {
namespace {

struct ManifestDiff {
  std::string path, text;
};

/// Manifests that kubeadm's diff wants to be there.
ManifestDiff manifest_diff(const StaticPodPlan& pod, const UpgradeView& view, unsigned lines,
                           const Files& files) {
  const auto path = manifest_path(pod.name);
  const auto before = files.read(path);
  if (!before) throw Error("there is no " + path, "run it on a control plane");
  const auto after = write_yaml(patched_pod(pod, view.around.patches));
  return {path, unified_diff({path, *before}, {"new manifest", after}, lines)};
}

std::vector<ManifestDiff> manifest_diffs(const UpgradeView& view, unsigned lines,
                                         const Files& files) {
  const auto plan = plan_control_plane(view.config, view.around);
  std::vector<ManifestDiff> out;
  for (const auto* pod : {&plan.apiserver, &plan.controller_manager, &plan.scheduler})
    out.push_back(manifest_diff(*pod, view, lines, files));
  const auto etcd = plan_etcd(view.config, view.around);
  if (etcd.local) out.push_back(manifest_diff(etcd.pod, view, lines, files));
  return out;
}

void write_objects(const UpgradeView& view, Client& api) {
  const auto upload = plan_upload_config(view.config);
  upload_kubeadm_config(upload, api);
  upload_kubelet_config(upload, api);
  const auto dns = plan_coredns(view.config, view.around);
  if (dns.wanted) {
    upgrade_corefile(dns, api, {});
    addon(coredns_objects(dns), api);
  }
  const auto proxy = plan_proxy(view.config, view.around);
  if (proxy.wanted) addon(proxy_objects(proxy), api);
}

/// The wanted version, else the one that is configured: then it shows what differs from that.
std::string target(const UpgradeDiffConfig& wishes, const SeenUpgrade& seen) {
  const auto& text = wishes.kubernetes_version.empty() ? seen.configuration->kubernetes_version
                                                       : wishes.kubernetes_version;
  const auto version = Version::parse(text);
  const auto minors = known_minors();
  if (version && find_minor(*version)) return version->text();
  throw Error(
      fmt::format("this kcluster does not know Kubernetes {}", text),
      fmt::format("choose a version of v1.{} to v1.{}", minors.front().minor, minors.back().minor),
      Exit::usage);
}

Result manifests_result(const std::vector<ManifestDiff>& manifests) {
  Json list = Json::array();
  std::string words;
  for (const auto& each : manifests) {
    list.push_back({{"path", each.path}, {"diff", each.text}});
    words += each.text;
  }
  return {"manifests", std::move(list), words};
}

Result objects_result(const std::vector<ObjectDiff>& objects) {
  Json list = Json::array();
  std::string words;
  for (const auto& each : objects) {
    list.push_back({{"object", each.title}, {"diff", each.text}});
    words += each.text;
  }
  return {"objects", std::move(list), words};
}

/// Written to memory over the cluster, which notes what would change.
std::vector<ObjectDiff> diffs_of_objects(const UpgradeView& view, const Kubeconfig& cluster,
                                         unsigned lines, const Ports& ports) {
  const auto memory = std::make_shared<MemoryHttp>(ports.http(endpoint(cluster)));
  Client api(memory);
  write_objects(view, api);
  return object_diffs(memory->sent(), lines);
}

void run_diff(const Globals& globals, const UpgradeOptions& options) {
  Node node(globals, Node::Effects::real);
  Ports& ports = node.ports();
  const auto wishes = read_upgrade_wishes(options, UpgradeCommand::diff, ports).diff;
  const auto cluster = read_kubeconfig(kubeconfig_path(options.kubeconfig, ports), ports.files);
  const auto seen = look_before_upgrade(cluster, ports);
  const auto view = upgrade_view(seen, target(wishes, seen), ports);
  const auto lines = wishes.context_lines;
  ports.report.results = {manifests_result(manifest_diffs(view, lines, ports.files)),
                          objects_result(diffs_of_objects(view, cluster, lines, ports))};
  print_results(ports.report, globals.output);
}

}  // namespace

void add_upgrade_diff(CLI::App& command, Session& session) {
  auto options = std::make_shared<UpgradeOptions>();
  add_upgrade_flags(command, *options, UpgradeCommand::diff);
  add_output(command, session.globals);
  runs(command, session, [&session, options] { run_diff(session.globals, *options); });
}

}  // namespace kcluster
