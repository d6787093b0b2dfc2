#include "base/error.h"
#include "base/warnings.h"
#include "cli/join.h"
#include "cli/node.h"
#include "cli/reach.h"
#include "kubernetes/paths.h"
#include "observe/cluster.h"
#include "observe/discovery.h"
#include "observe/node.h"
#include "observe/surroundings.h"
#include "plan/images.h"
#include "plan/settle_join.h"

namespace kcluster {
namespace {

LoadedJoin read_wishes(const JoinOptions& options, const Ports& ports) {
  LoadedJoin loaded;
  if (const auto& path = options.flags.config)
    loaded = load_join(read_configuration(*path, ports.files), *path);
  loaded = merge_join_flags(std::move(loaded), options.flags);
  auto& config = loaded.config;
  config.patches_directory = absolute(config.patches_directory);
  auto& file = config.discovery.file;
  if (file.find("://") == std::string::npos) file = absolute(file);
  return loaded;
}

/// The authority's key may be on its way still, so its absence here says nothing.
Surroundings surroundings(const JoinConfiguration& settled, const SeenCluster& cluster,
                          const Ports& observed) {
  const Config joined = joined_config(settled, cluster.configuration, cluster.kubelet);
  auto around =
      observe_surroundings(joined, observed.files, observed.system.facts().hostname, environment());
  if (settled.control_plane && settled.control_plane->certificate_key)
    around.external_ca = lacks_ca_key(cluster.shared);
  return around;
}

BootstrapAccess access_of(const Kubeconfig& config) {
  return {config.server, config.authorities, config.certificate, config.key, config.token};
}

/// A worker, too, gets what its pods need, as there may be no registry.
void bring_bundle(PreparedJoin& prepared, const SeenCluster& cluster) {
  if (!prepared.bundle) return;
  const Config joined = joined_config(prepared.settled, cluster.configuration, cluster.kubelet);
  auto& plan = prepared.plan;
  if (plan.role == NodeRole::worker) plan.pull = plan_pull(joined, worker_images(joined));
  plan.pull.bundle = prepared.bundle;
}

}  // namespace

Json wishes_of(const JoinConfiguration& settled) {
  Json wishes = node_wishes(settled.node, settled.patches_directory);
  wishes["caCertPath"] = settled.ca_cert_path;
  wishes["controlPlane"] = nullptr;
  if (settled.control_plane)
    wishes["controlPlane"] = {
        {"advertiseAddress", settled.control_plane->local_api.advertise_address},
        {"bindPort", settled.control_plane->local_api.bind_port}};
  return wishes;
}

PreparedJoin prepare_join(const JoinOptions& options, Scope scope, Ports& observed) {
  auto wanted = read_wishes(options, observed);
  tell_warnings(observed.tell, wanted.warnings);
  PreparedJoin prepared;
  prepared.bundle = options.bundle;
  prepared.seen =
      observe_node(observed.files, observed.system, observed.cri, wanted.config.node.cri_socket);
  prepared.settled = settle_join(std::move(wanted.config), prepared.seen);
  const auto journal = read_journal(observed.files, Journaled::join);
  // it may have been reset by kubeadm, which knows nothing of our journal
  const bool stands = observed.files.look(paths::kubelet_conf).has_value();
  if (journal && (!journal->finished || stands)) {
    if (scope == Scope::whole) require_same_wishes(*journal, wishes_of(prepared.settled));
    prepared.finished = journal->finished;
    prepared.beginning = Beginning::resumed;
  }
  prepared.plan = plan_join_beginning(prepared.settled, prepared.seen, prepared.beginning);
  return prepared;
}

void complete_join(PreparedJoin& prepared, Ports& observed) {
  const auto& settled = prepared.settled;
  const OpenPeer peer = observed.http;
  const auto found = discover(settled, {peer, observed.files, observed.clock});
  const Patience patience{&observed.clock,
                          std::chrono::duration_cast<Millis>(settled.timeouts.kubernetes_api_call)};
  const Client api(observed.http(endpoint(found.bootstrap)), patience);
  auto cluster = observe_cluster(api, settled.node.name, observed.clock);
  if (settled.control_plane && settled.control_plane->certificate_key)
    cluster.shared = observe_shared_certificates(api);
  cluster.clock_ahead = found.clock_ahead;
  cluster.server = found.server;
  cluster.authorities = found.bootstrap.authorities;
  prepared.plan = plan_join(settled, prepared.seen, cluster, access_of(found.bootstrap),
                            surroundings(settled, cluster, observed), prepared.beginning);
  bring_bundle(prepared, cluster);
}

}  // namespace kcluster
