#include <fmt/format.h>

#include "base/error.h"
#include "base/json_in.h"
#include "cli/advance.h"
#include "cli/etcd_restore.h"
#include "cli/init.h"
#include "cli/results.h"
#include "kube/client.h"
#include "kube/kubeconfig.h"
#include "kube/pod_command.h"
#include "kubernetes/paths.h"
#include "observe/etcd.h"
#include "phases/etcd_archive.h"
#include "phases/restore_notes.h"
#include "phases/restored_files.h"
#include "preflight/words.h"

namespace kcluster {
namespace {

/// The restored data hold what these would write.
constexpr const char* kThere[] = {"controller-accounts", "upload-config", "upload-certs",
                                  "bootstrap-token",     "addon",         "pod-network",
                                  "show-join-command"};
constexpr const char* kConfiguration = "/var/lib/kcluster/etcd-restore/cluster.yaml";

void require_new_machine(const Files& files) {
  if (read_begun_restore(files)) return;  // cut off: it goes on
  if (const auto place = manifest_place(files, "etcd"))
    throw Error("this node is a control plane already: " + place->string(),
                "--pki is for a machine without a cluster; here: kcluster etcd restore FILE",
                Exit::usage);
}

/// The cluster's configuration from the archive, the node's part from the user.
void write_configuration(const RestoreOptions& options, const std::string& cluster,
                         const std::string& kubelet, Files& files) {
  std::string text = cluster;
  if (!kubelet.empty()) text += "---\n" + kubelet;
  if (!options.node_config.empty())
    text += "---\n" + read_configuration(options.node_config, files);
  files.make_dir(paths::etcd_restore, 0700);
  files.write(kConfiguration, text, {0600});
}

InitOptions init_options(const RestoreOptions& options) {
  InitOptions init;
  init.flags.config = kConfiguration;
  init.flags.skip_phases.assign(std::begin(kThere), std::end(kThere));
  init.flags.ignore_preflight_errors = options.ignore_preflight_errors;
  if (!options.node_name.empty()) init.flags.node_name = options.node_name;
  return init;
}

SeenRestore as_planned(const Prepared& prepared) {
  const auto& address = prepared.settled.init.local_api.advertise_address;
  SeenRestore seen;
  seen.etcd = SeenEtcdPod{
      prepared.settled.init.node.name, etcd_peer_url(address), prepared.plan.etcd.data_dir, {}};
  seen.etcd_version = image_tag(prepared.plan.etcd.pod.image);
  return seen;
}

BegunRestore begin(const RestoreOptions& options, const BackupFile& backup, const SeenRestore& seen,
                   const Ports& ports) {
  const auto identity = snapshot_identity(backup.snapshot());
  if (const auto begun = read_begun_restore(ports.files); begun && begun->spec.snapshot == identity)
    return *begun;
  return {begin_restore(options, backup, seen, ports.clock), backup.name()};
}

/// The machine is new, so nothing is set aside: what was built is the first that lies there.
void place_data(const RestoreOptions& options, const BackupFile& backup, const Prepared& prepared,
                Node& node) {
  auto& ports = node.ports();
  const auto seen = as_planned(prepared);
  const auto begun = begin(options, backup, seen, ports);
  auto plan = plan_restore(begun.spec, seen, options.choices);
  const RestoreSource source{backup.snapshot(), backup.digest(),
                             told_advance("restore", ports.tell, node.stop())};
  plan.file = backup.name();
  plan.source = &source;
  write_begun_restore(begun, ports.files);
  build_data(plan, ports.files);
  swap_data(plan, ports.files);
}

/// The burnt down nodes are still listed.
Result what_is_left(const Prepared& prepared, const Ports& ports) {
  const Client api(ports.http(endpoint(read_kubeconfig(paths::admin_conf, ports.files))));
  std::string words = "The cluster stands again, with one control plane: this node.\n";
  Json gone = Json::array();
  const auto nodes = api.get("/api/v1/nodes");
  for (const auto& node : nodes ? list_in(*nodes, "/items") : Json::array()) {
    const auto name = string_in(node, "/metadata/name");
    if (name == prepared.settled.init.node.name) continue;
    gone.push_back(name);
    words +=
        fmt::format("{0} is a node of before; if it is no more: kcluster node remove {0}\n", name);
  }
  words += "Further control planes and workers join as ever: kcluster join-command\n";
  return {"restored", {{"nodesOfBefore", gone}}, words};
}

}  // namespace

void restore_with_pki(const Globals& globals, const RestoreOptions& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  require_new_machine(ports.files);
  const BackupFile backup(options.backup, node, told_advance("verify", ports.tell, node.stop()));
  if (!backup.archive())
    throw Error(backup.name() + " is a snapshot alone, it holds no keys",
                "--pki needs an archive, as `kcluster etcd backup` makes it", Exit::usage);
  const auto text = [&](const std::string& name) {
    return archived_text(*backup.archive(), backup.bytes(), name);
  };
  const auto cluster = text(archive::configuration_name);
  if (cluster.empty())
    throw Error(
        "the archive holds no ClusterConfiguration: the API server was down when it was made",
        "restore its files by hand and run kcluster init on them", Exit::usage);
  const auto held = hold_node(ports);
  put_cluster_files(*backup.archive(), backup.bytes(), cluster, ports.files, ports.tell);
  write_configuration(options, cluster,
                      text(archive::files_folder + std::string(paths::kubelet_config)),
                      ports.files);
  const auto init = init_options(options);
  auto prepared = prepare_init(init, Scope::whole, ports);
  // what lies there by then are the data that were just restored
  prepared.plan.preflight.ignored.push_back(named("DirAvailable", prepared.plan.etcd.data_dir));
  place_data(options, backup, prepared, node);
  run_whole(prepared, init, ports, node.stop(), [&] {
    ports.report.results = {what_is_left(prepared, ports)};
    print_results(ports.report, globals.output);
  });
}

}  // namespace kcluster
