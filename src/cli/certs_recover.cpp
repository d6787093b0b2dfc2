#include "cli/certs_recover.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "cli/etcd_restore.h"
#include "cli/join.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "kube/kubelet_access.h"
#include "observe/discovery.h"
#include "observe/etcd.h"
#include "observe/node.h"
#include "phases/certificate_users.h"
#include "phases/kubelet_bootstrap.h"
#include "phases/recover_kubelet.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

/// How the cluster is found and asked. Throws Error (exit usage) when nobody says.
JoinConfiguration access_of(const RecoverOptions& options) {
  if (!options.access.endpoint)
    throw Error("this worker cannot sign its own certificate, the cluster has to",
                "run `kcluster certs recover` on a control plane first; it prints the command for "
                "this node",
                Exit::usage);
  return merge_join_flags({}, options.access).config;
}

KubeletBootstrapPlan bootstrap_plan(const KubeletIdentity& kubelet, const Discovered& found,
                                    const Timeouts& timeouts) {
  return {kubelet.node,    kubelet.cluster,    kubelet.server,        found.bootstrap.authorities,
          kubelet.ca_file, kubelet.pki_folder, timeouts.tls_bootstrap};
}

/// The cluster signs for whom it does not let in.
void bootstrap_anew(const KubeletIdentity& kubelet, const JoinConfiguration& access, Node& node) {
  auto& observed = node.observed();
  const OpenPeer peer = observed.http;
  const auto found = discover(access, {peer, observed.files, observed.clock});
  node.reach(endpoint(found.bootstrap));
  auto& ports = node.ports();
  Client api(ports.http(endpoint(found.bootstrap)), {&ports.clock, api_patience});
  kubelet_bootstrap(bootstrap_plan(kubelet, found, access.timeouts), ports.files, api, ports.clock);
}

Step ready_step(const KubeletIdentity& kubelet, Time since, Ports& ports) {
  return {"node", "wait until the node is ready", [&kubelet, since, &ports] {
            const Client api(ports.http(kubelet_access(ports.files).endpoint));
            await_ready(kubelet.node, since, api, ports.clock);
          }};
}

std::vector<Step> worker_steps(const KubeletIdentity& kubelet, const RecoverOptions& options,
                               Bring bring, const Recovery& recovery, Node& node) {
  auto& ports = node.ports();
  std::vector<Step> steps{{"before", "keep what is replaced", [&] {
                             keep_before(recovery, kubelet_files_before(kubelet), ports.files);
                           }}};
  if (kubelet.fault)
    steps.push_back({"kubelet-bootstrap", "get the kubelet's certificate from the cluster",
                     [&, access = access_of(options)] { bootstrap_anew(kubelet, access, node); }});
  steps.push_back(
      {"kubelet-serving", "put away what the kubelet served with, where it has ended",
       [&] { put_away_serving_pair(kubelet, recovery, ports.files, ports.clock.now()); }});
  if (bring == Bring::files) return steps;
  steps.push_back(kubelet_step(ports));
  steps.push_back(ready_step(kubelet, ports.clock.now(), ports));
  return steps;
}

void tell_recovered(const KubeletIdentity& kubelet, Bring bring, Report& report) {
  const bool done = bring == Bring::node;
  report.results.push_back(restarts_result({"kubelet"}, done ? Restarts::done : Restarts::due));
  tell_node(kubelet.node, done, report);
}

/// What a rehearsal leaves out.
std::string would_restart(const Report& report) {
  std::string lines;
  for (const auto& result : report.results)
    if (result.name == "toRestart")
      for (const auto& one : result.value)
        lines += fmt::format("restart {}\n", one.get<std::string>());
  return lines;
}

void refuse_access(const JoinFlags& access) {
  if (!access.endpoint && !access.token && access.discovery_token_ca_cert_hash.empty() &&
      !access.discovery_token_unsafe_skip_ca_verification)
    return;
  throw Error("this node is a control plane, which signs its certificates itself",
              "kcluster certs recover, without HOST:PORT and token", Exit::usage);
}

void recover(const Globals& globals, const RecoverOptions& options) {
  if (options.access.endpoint) access_of(options);
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  const bool living = globals.rootfs == "/" && !options.dry_run;
  const auto bring = living ? Bring::node : Bring::files;
  if (manifest_place(node.observed().files, "kube-apiserver")) {
    refuse_access(options.access);
    recover_control_plane(options, bring, node);
  } else {
    recover_worker(options, bring, node);
  }
  auto would_change = node.would_change();
  if (!would_change.empty() && globals.rootfs == "/")
    would_change += would_restart(node.ports().report);
  print_outcome(node.ports().report, would_change, globals.output);
}

void add_access(CLI::App& c, JoinFlags& access) {
  c.add_option("api-server-endpoint", access.endpoint,
               "on a worker: HOST:PORT of a control plane's API server");
  c.add_option("--token", access.token, "on a worker: a bootstrap token, id.secret");
  add_authority_flags(c, access);
}

}  // namespace

void tell_sound(Report& report) {
  report.results.push_back({"certificates", Json::array(),
                            "no certificate of this node has ended; nothing was changed\n"});
}

void tell_node(const std::string& name, bool ready, Report& report) {
  report.results.push_back({"node",
                            {{"name", name}, {"ready", ready}},
                            ready ? fmt::format("node {} is ready again\n", name) : ""});
}

Step kubelet_step(Ports& ports) {
  return {
      "kubelet", "start the kubelet with its new certificate", [&ports] {
        const auto cri = ports.cri(kubelet_socket(ports.files));
        restart_kubelet({ports.files, ports.system, ports.clock, *cri, ports.http}, ports.system);
      }};
}

void tell_before(const Path& folder, Report& report) {
  report.results.push_back({"before", folder.string(),
                            fmt::format("what was there before lies in {}\n", folder.string())});
}

void recover_worker(const RecoverOptions& options, Bring bring, Node& node) {
  auto& ports = node.ports();
  const auto kubelet = kubelet_identity(ports.files, ports.clock.now());
  if (!kubelet.fault && !read_recovery(ports.files)) return tell_sound(ports.report);
  if (kubelet.fault) access_of(options);
  const auto held = options.dry_run ? nullptr : hold_node(ports);
  const auto recovery = begin_recovery(ports.files, ports.clock.now());
  run_steps(worker_steps(kubelet, options, bring, recovery, node), ports.tell, node.stop());
  end_recovery(ports.files);
  tell_recovered(kubelet, bring, ports.report);
  tell_before(recovery.before, ports.report);
}

void add_certs_recover(CLI::App& certs, Session& session) {
  auto* c = certs.add_subcommand(
      "recover", "bring this node back after its certificates have ended, the kubelet's too");
  auto options = std::make_shared<RecoverOptions>();
  add_access(*c, options->access);
  add_certs_choice(*c, options->choice);
  c->add_flag("--dry-run", options->dry_run, "show what would be done, change nothing");
  add_output(*c, session.globals);
  runs(*c, session, [&session, options] { recover(session.globals, *options); });
}

}  // namespace kcluster
