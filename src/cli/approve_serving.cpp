#include <CLI/App.hpp>

#include "base/error.h"
#include "cli/certs.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "observe/stored_configuration.h"
#include "phases/approval_timer.h"
#include "phases/approve_serving.h"
#include "plan/api_names.h"

namespace kcluster {
namespace {

using Misfits = ServingChoice::Misfits;
using Outcome = ServingVerdict::Outcome;

struct Options {
  ServingChoice choice;
  std::string kubeconfig, schedule = usual_approval_schedule;
  bool deny = false, dry_run = false, install_timer = false, remove_timer = false;
};

/// What stays undecided has to be seen in the journal of the timer's runs, too.
void warn(const std::vector<ServingVerdict>& verdicts, const Tell& sink) {
  for (const auto& one : verdicts)
    if (one.outcome == Outcome::pending)
      tell(sink, {Event::Kind::warning, one.request, "left pending: " + one.why});
}

void approve(const Options& options, Node& node) {
  auto cluster = reach(options.kubeconfig, node, api_patience);
  const auto names = plan_api_names(stored_configuration(cluster.api));
  const auto verdicts = approve_serving(options.choice, names, cluster.api);
  Ports& ports = node.ports();
  warn(verdicts, ports.tell);
  ports.report.results.push_back(serving_result(verdicts));
}

/// By itself the timer denies nothing: what it does not take stays for somebody to look at.
void require_plain(const Options& options) {
  if (options.choice.names.empty() && !options.deny) return;
  throw Error("the timer approves whatever fits, and denies nothing",
              "leave out names and --deny beside --install-timer", Exit::usage);
}

void run(const Globals& globals, Options options) {
  if (options.install_timer) require_plain(options);
  options.choice.misfits = options.deny ? Misfits::deny : Misfits::keep;
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  Ports& ports = node.ports();
  if (options.remove_timer) {
    remove_approval_timer(ports.files, ports.system);
  } else if (options.install_timer) {
    const auto kubeconfig = kubeconfig_path(options.kubeconfig, node.observed()).string();
    ports.report.results.push_back(
        install_approval_timer(approval_command(ports.system.facts().program, kubeconfig),
                               options.schedule, ports.files, ports.system, ports.tell));
  } else {
    approve(options, node);
  }
  print_outcome(ports.report, node.would_change(), globals.output);
}

}  // namespace

void add_approve_serving(CLI::App& certs, Session& session) {
  auto* c = certs.add_subcommand(
      "approve-serving", "approve serving certificates that kubelets ask for, if they are theirs");
  auto options = std::make_shared<Options>();
  c->add_option("name", options->choice.names, "requests (CSRs); default: all that are pending");
  add_kubeconfig(*c, options->kubeconfig);
  c->add_flag("--deny", options->deny, "deny what does not fit; default: it stays pending");
  auto* install = c->add_flag("--install-timer", options->install_timer,
                              "let systemd look twice a minute (--schedule)");
  c->add_option("--schedule", options->schedule,
                "when the timer looks, as systemd.time(7) writes it")
      ->needs(install);
  c->add_flag("--remove-timer", options->remove_timer, "take that timer away")->excludes(install);
  c->add_flag("--dry-run", options->dry_run, "show what would be done, change nothing");
  add_output(*c, session.globals);
  runs(*c, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
