#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "cli/session.h"
#include "config/duration.h"
#include "etcd/etcd.h"
#include "observe/cluster_node.h"
#include "observe/etcd.h"
#include "observe/reset.h"
#include "phases/remove_node.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

struct RemoveOptions {
  std::string node, kubeconfig, timeout = "5m";
  NodeRemoveChoices choices;
  bool dry_run = false;
};

Duration timeout_of(const std::string& text) {
  const auto timeout = parse_duration(text);
  if (!timeout || *timeout <= Duration::zero())
    throw Error("--timeout: \"" + text + "\" is no duration", "expected one such as 5m",
                Exit::usage);
  return *timeout;
}

bool has_member(const std::string& name, const EtcdFiles& client, const Ports& ports) {
  if (client.endpoints.empty()) return false;
  const EtcdSeen seen{client.endpoints, client.authority, client.certificate, client.key};
  const auto etcd = ports.etcd(etcd_access(seen, ports.files));
  return find_by_name(etcd->members(Etcd::Reading::serializable), name) != nullptr;
}

/// A node that is neither in the cluster nor in etcd was misspelt, or is gone already.
[[noreturn]] void refuse_unknown(const std::string& name, const Client& api) {
  const auto names = node_names(api);
  const auto near = did_you_mean(name, names);
  throw Error("the cluster has no node " + name,
              near ? "did you mean " + *near + "?" : "its nodes are " + join(names, ", "),
              Exit::usage);
}

NodeRemovePlan prepare(const RemoveOptions& options, Node& node) {
  auto choices = options.choices;
  choices.timeout = timeout_of(options.timeout);
  const auto cluster = reach(options.kubeconfig, node);
  const Ports& ports = node.ports();
  const auto here = observe_reset(ports.files, ports.system, ports.etcd);
  const auto seen = observe_cluster_node(options.node, cluster.api, ports.clock);
  auto plan = plan_node_remove(options.node, here, seen, choices);
  plan.kubeconfig = cluster.path;
  if (!seen && !has_member(options.node, plan.etcd, ports))
    refuse_unknown(options.node, cluster.api);
  if (seen && !seen->ready)
    tell(ports.tell, {Event::Kind::warning, options.node,
                      "it does not answer, so that its pods cannot be stopped; they go with it"});
  return plan;
}

void remove(const Globals& globals, const RemoveOptions& options) {
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  const auto plan = prepare(options, node);
  Ports& ports = node.ports();
  run_steps(due_steps<NodeRemovePlan>(node_remove_table(), plan, ports, {}), ports.tell,
            node.stop());
  ports.report.results.push_back(
      {"node", options.node,
       fmt::format("node {} is out of the cluster; run on it: kcluster reset\n", options.node)});
  print_outcome(ports.report, node.would_change(), globals.output);
}

}  // namespace

void add_node(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  auto* c = command.add_subcommand("remove", "drain a node and take it out of the cluster");
  auto options = std::make_shared<RemoveOptions>();
  c->add_option("name", options->node, "the node's name")->required();
  c->add_option("--timeout", options->timeout, "how long its pods may take to leave (5m)");
  c->add_flag("--force", options->choices.force, "let pods go that no controller makes anew");
  c->add_flag("--allow-quorum-loss", options->choices.allow_quorum_loss,
              "remove its etcd member even when the others lose their quorum");
  add_kubeconfig(*c, options->kubeconfig);
  c->add_flag("--dry-run", options->dry_run, "show what would be done, change nothing");
  add_output(*c, session.globals);
  runs(*c, session, [&session, options] { remove(session.globals, *options); });
}

}  // namespace kcluster
