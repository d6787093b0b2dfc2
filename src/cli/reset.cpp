#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "base/warnings.h"
#include "cli/confirm.h"
#include "cli/init.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/results.h"
#include "cli/tables.h"
#include "observe/reset.h"
#include "phases/reset.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

struct ResetOptions {
  ResetFlags flags;
  ResetChoices choices;
  std::string kubeconfig;  ///< taken for kubeadm's sake: everything is known from this node's files
};

ResetConfiguration read_wishes(const ResetFlags& flags, const Ports& ports) {
  LoadedReset loaded;
  if (flags.config)
    loaded = load_reset(read_configuration(*flags.config, ports.files), *flags.config);
  tell_warnings(ports.tell, loaded.warnings);
  return merge_flags(std::move(loaded.config), flags);
}

// As kubeadm, whose preflight asks: a single other phase does not.
void ask(const ResetConfiguration& wanted, const ResetPlan& plan, const Selection& selection) {
  if (wanted.force || wanted.dry_run || !selected(selection, "preflight")) return;
  fmt::print("{}", plan.losses);
  confirm("Are you sure you want to proceed?");
}

void run_reset(const Globals& globals, const ResetOptions& options, const std::string& phase) {
  Node node(globals, Node::Effects::real);
  const auto wanted = read_wishes(options.flags, node.observed());
  const Selection selection{phase, wanted.skip_phases};
  check_names(selection, row_names<ResetPlan>(reset_table()));
  if (wanted.dry_run) node.rehearse();
  Ports& ports = node.ports();
  const auto seen = observe_reset(ports.files, ports.system, ports.etcd);
  const auto plan = plan_reset(wanted, seen, options.choices);
  const auto steps = due_steps<ResetPlan>(reset_table(), plan, ports, selection);
  ask(wanted, plan, selection);
  run_steps(steps, ports.tell, node.stop());
  print_outcome(ports.report, node.would_change(), globals.output);
}

void add_flags(CLI::App& c, ResetOptions& o) {
  auto& f = o.flags;
  c.add_option("--cert-dir", f.cert_dir, "where the certificates lie");
  c.add_flag("--cleanup-tmp-dir", f.cleanup_tmp_dir, "empty /etc/kubernetes/tmp as well");
  c.add_option("--config", f.config, "a kubeadm configuration file with a ResetConfiguration");
  c.add_option("--cri-socket", f.cri_socket, "the container runtime's socket");
  c.add_flag("--dry-run", f.dry_run, "show what would be done, change nothing");
  c.add_flag("-f,--force", f.force, "do not ask");
  c.add_option("--ignore-preflight-errors", f.ignore_preflight_errors,
               "checks whose errors are warnings, comma separated; all for every one")
      ->delimiter(',');
  c.add_option("--kubeconfig", o.kubeconfig, "kubeadm's flag; nothing needs it here");
  c.add_option("--skip-phases", f.skip_phases, "phases to leave out, comma separated")
      ->delimiter(',');
  c.add_flag("--allow-quorum-loss", o.choices.allow_quorum_loss,
             "leave etcd even when its other members lose their quorum");
}

}  // namespace

void add_reset(CLI::App& command, Session& session) {
  auto options = std::make_shared<ResetOptions>();
  add_table_command(
      command, session,
      {phase_list<ResetPlan>(reset_table()), [options](CLI::App& c) { add_flags(c, *options); },
       [&session, options](const auto& words) {
         run_reset(session.globals, *options, join(words, "/"));
       }});
}

}  // namespace kcluster
