#include "report/upgrade_order.h"

#include <CLI/App.hpp>
#include "base/attempt.h"
#include "base/error.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "cli/upgrade.h"
#include "kubernetes/paths.h"
#include "manifest/static_pod.h"
#include "observe/membership.h"

namespace kcluster {
namespace {

/// Who asks. A worker keeps no administrator's credentials.
Kubeconfig asker(const std::string& given, const Ports& here) {
  const auto path = kubeconfig_path(given, here);
  if (here.files.look(path)) return read_kubeconfig(path, here.files);
  if (!given.empty())
    throw Error("--kubeconfig: there is no " + path.string(),
                "leave it out on a control plane, which has one", Exit::usage);
  const bool worker =
      here.files.look(paths::kubelet_conf) && !here.files.look(manifest_path("kube-apiserver"));
  throw Error(worker ? "this node is a worker, it keeps no administrator's kubeconfig"
                     : std::string("there is no ") + paths::admin_conf,
              "run it on a control plane, or name a kubeconfig: kcluster upgrade --kubeconfig FILE",
              Exit::usage);
}

void run(const Globals& globals, const std::string& kubeconfig) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto seen = look_before_upgrade(asker(kubeconfig, ports), ports);
  const auto here = attempt([&] { return observe_membership(ports.files).node.name; });
  ports.report.results = upgrade_course_results(seen, upgrade_course(seen, here ? *here : ""));
  print_results(ports.report, globals.output);
}

/// What a subcommand does not know, it leaves to its parent.
void refuse_beside(const CLI::App& chosen, const CLI::Option& flag) {
  if (flag.count() == 0) return;
  const auto name = "kcluster upgrade " + chosen.get_name();
  if (chosen.get_option_no_throw(flag.get_name()))
    throw Error(flag.get_name() + " stands behind the command that it is for",
                "write it so: " + name + " " + flag.get_name() + " FILE", Exit::usage);
  throw Error(name + " has no flag " + flag.get_name(), "`" + name + " --help` lists what there is",
              Exit::usage);
}

}  // namespace

void add_upgrade_order(CLI::App& command, Session& session) {
  auto kubeconfig = std::make_shared<std::string>();
  add_kubeconfig(command, *kubeconfig);
  add_output(command, session.globals);
  command.require_subcommand(0, 1);
  const auto* flag = command.get_option("--kubeconfig");
  command.callback([&command, &session, flag, kubeconfig] {
    if (const auto chosen = command.get_subcommands(); !chosen.empty())
      return refuse_beside(*chosen.front(), *flag);
    session.run = [&session, kubeconfig] { run(session.globals, *kubeconfig); };
  });
}

}  // namespace kcluster
