#include <CLI/App.hpp>

#include "base/error.h"
#include "base/text.h"
#include "cli/advance.h"
#include "cli/etcd_restore.h"
#include "cli/results.h"
#include "cli/tables.h"
#include "cli/upgrade_drain.h"
#include "manifest/static_pod.h"
#include "phases/bundle.h"
#include "phases/kubelet.h"

namespace kcluster {
namespace {

struct Options : UpgradeOptions {
  UpgradeCommand which = UpgradeCommand::apply;
  bool yes = false;
  DrainWishes drain;
  std::string phase;  ///< "addon/coredns"; empty: all
};

/// What `upgrade node` would do here.
NodeUpgrade node_upgrade(const UpgradeWishes& wanted, Node& node) {
  auto& files = node.observed().files;
  if (files.look(manifest_path("kube-apiserver"))) {
    const auto begun = chosen(wanted, node);
    const bool stands = begun.state == BegunUpgrade::State::finished;
    const bool due = !begun.row.empty() || begun.spec.from != begun.spec.to;
    return {begun.spec.to, true, !stands && due,
            [&wanted, &node] { upgrade_control_plane(wanted, false, node); }};
  }
  const auto worker = look_at_worker(wanted, node.observed());
  const bool due = wanted.bundle || kubelet_config_is_due(worker.kubelet, files);
  return {worker.version, false, due,
          [worker, &wanted, &node] { upgrade_worker(worker, wanted, node); }};
}

void check_drain(const Options& options) {
  drain_limit(options.drain);
  if (options.drain.wanted && !options.phase.empty())
    throw Error("--drain belongs to the whole of upgrade node, not to one of its phases",
                "leave out --drain, or the phase", Exit::usage);
}

/// `phase NAME [CHILD] [VERSION]`: the version is told from a name by what it looks like.
void take_phase(std::vector<std::string> words, Options& options) {
  auto& version = options.flags.version;
  const bool versioned = options.which == UpgradeCommand::apply && words.size() > 1 && !version &&
                         Version::parse(words.back());
  if (versioned) {
    version = words.back();
    words.pop_back();
  }
  options.phase = join(words, "/");
}

void tell_lost_patches(const UpgradeWishes& wanted, const Ports& ports) {
  const auto left = read_upgrade(ports.files);
  if (left && left->state == BegunUpgrade::State::open) return;  // it goes on with its own
  const auto before = patches_before(ports.files);
  if (before.empty() || !wanted.apply.patches_directory.empty()) return;
  tell(ports.tell, {Event::Kind::warning, "patches",
                    "what lies here was made with those of " + before +
                        "; this upgrade is given none, so they are lost: --patches " + before});
}

void run(const Globals& globals, const Options& options) {
  check_drain(options);
  Node node(globals, Node::Effects::real);
  auto& here = node.observed();
  const auto config = read_upgrade_wishes(options, options.which, here);
  auto wanted = wishes_of(config, options.which, options.kubeconfig);
  wanted.phase = options.phase;
  wanted.bundle = options.bundle;
  check_wishes(wanted, here);
  tell_lost_patches(wanted, here);
  if (options.drain.wanted && wanted.bundle)  // nothing is evicted for a damaged one
    open_bundle_file(wanted.bundle, here.files, told_advance("bundle", here.tell, node.stop()));
  const auto held = hold_node(here);
  if (options.which == UpgradeCommand::apply)
    upgrade_control_plane(wanted, !options.yes && !wanted.apply.force_upgrade, node);
  else if (options.drain.wanted)
    upgrade_drained(options.drain, wanted, node_upgrade(wanted, node), node);
  else
    node_upgrade(wanted, node).run();
  print_outcome(node.ports().report, node.would_change(), globals.output);
}

void add_flags(CLI::App& command, Options& options) {
  add_upgrade_flags(command, options, options.which);
  if (options.which == UpgradeCommand::apply)
    command.add_flag("-y,--yes", options.yes, "do not ask");
  else if (command.get_name() != "phase")
    add_drain_flags(command, options.drain);
}

void add(CLI::App& command, Session& session, UpgradeCommand which) {
  auto options = std::make_shared<Options>();
  options->which = which;
  const bool apply = which == UpgradeCommand::apply;
  add_table_command(
      command, session,
      {phase_list<UpgradePlan>(upgrade_table()), [options](CLI::App& c) { add_flags(c, *options); },
       [&session, options](const auto& words) {
         take_phase(words, *options);
         run(session.globals, *options);
       },
       apply ? "the phase, then its part, then the version" : "the phase, then its part",
       apply ? 3 : 2});
}

}  // namespace

void add_upgrade_apply(CLI::App& command, Session& session) {
  add(command, session, UpgradeCommand::apply);
}

void add_upgrade_node(CLI::App& command, Session& session) {
  add(command, session, UpgradeCommand::node);
}

}  // namespace kcluster
