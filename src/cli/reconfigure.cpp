#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "cli/init.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/results.h"
#include "cli/session.h"
#include "cli/tables.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "observe/endpoint_node.h"
#include "phases/endpoint.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

struct Options {
  std::string endpoint;
  std::vector<std::string> skip_phases;
  bool dry_run = false;
};

std::string next_step(const EndpointPlan& plan) {
  if (!plan.node.control_plane) return fmt::format("this node's kubelet speaks to {}\n", plan.url);
  return fmt::format(
      "the cluster is reached at {0}\n\n"
      "The kubelets of its workers go on speaking to the address they joined by. On each of "
      "them:\n\n"
      "  kcluster reconfigure endpoint {1}\n\n"
      "Further control planes can join now: kcluster join-command --control-plane\n",
      plan.url, plan.endpoint);
}

/// In a dry run the cluster there is only looked at.
void reach_cluster(const EndpointPlan& plan, Node& node) {
  const char* path = plan.node.control_plane ? paths::admin_conf : paths::kubelet_conf;
  node.reach(endpoint(read_kubeconfig(path, node.observed().files)));
}

void run(const Globals& globals, const Options& options) {
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  const auto plan = plan_endpoint(options.endpoint, observe_endpoint_node(node.observed().files));
  reach_cluster(plan, node);
  Ports& ports = node.ports();
  const Selection selection{"", options.skip_phases};
  run_steps(due_steps<EndpointPlan>(endpoint_table(), plan, ports, selection), ports.tell,
            node.stop());
  ports.report.results.push_back({"endpoint", plan.endpoint, next_step(plan)});
  print_outcome(ports.report, node.would_change(), globals.output);
}

}  // namespace

void add_reconfigure(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  auto* c = command.add_subcommand(
      "endpoint", "give the cluster the address by which its control planes are reached");
  auto options = std::make_shared<Options>();
  c->add_option("endpoint", options->endpoint, "HOST or HOST:PORT, a balancer's or a DNS name's")
      ->required();
  c->add_option("--skip-phases", options->skip_phases, "phases to leave out, comma separated")
      ->delimiter(',');
  c->add_flag("--dry-run", options->dry_run, "show what would be done, change nothing");
  c->footer(phase_list<EndpointPlan>(endpoint_table()));
  add_output(*c, session.globals);
  runs(*c, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
