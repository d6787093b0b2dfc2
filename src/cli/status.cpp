#include "base/attempt.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "cli/session.h"
#include "kubernetes/paths.h"
#include "report/cluster_status.h"
#include "status/cluster_status.h"

namespace kcluster {
namespace {

/// A worker has no administrator's, but its kubelet's.
Path asking_kubeconfig(const std::string& given, const Ports& ports) {
  const auto found = kubeconfig_path(given, ports);
  const bool none = given.empty() && !ports.files.look(found);
  return none && ports.files.look(paths::kubelet_conf) ? Path(paths::kubelet_conf) : found;
}

/// Who asks the cluster; a node without a kubeconfig still tells of itself.
std::optional<Kubeconfig> asker(const std::string& kubeconfig, const Ports& ports,
                                std::vector<std::string>& unseen) {
  auto config =
      attempt([&] { return read_kubeconfig(asking_kubeconfig(kubeconfig, ports), ports.files); });
  if (!config) unseen.push_back("the cluster: " + config.why);
  return config.value;
}

void run(const Globals& globals, const std::string& kubeconfig) {
  Node node(globals, Node::Effects::real);
  Ports& ports = node.ports();
  std::vector<std::string> unseen;
  const auto cluster = asker(kubeconfig, ports, unseen);
  const auto etcd = etcd_here(ports, status_patience, unseen);
  auto status = look_at_cluster({ports.files, ports.clock, ports.http, cluster, etcd});
  status.unseen.insert(status.unseen.begin(), unseen.begin(), unseen.end());
  ports.report.results = cluster_status_results(status, ports.clock.now());
  print_results(ports.report, globals.output);
  if (status.endpoint.empty())
    throw Error("the cluster itself was not seen", "what stands above as not seen says why");
}

}  // namespace

void add_status(CLI::App& command, Session& session) {
  auto kubeconfig = std::make_shared<std::string>();
  add_kubeconfig(command, *kubeconfig);
  add_output(command, session.globals);
  runs(command, session, [&session, kubeconfig] { run(session.globals, *kubeconfig); });
}

}  // namespace kcluster
