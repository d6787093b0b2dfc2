#include "cli/audit.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/attempt.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "observe/audit.h"
#include "report/audit.h"

namespace kcluster {
namespace {

using Mark = AuditPoint::Result;

struct AuditOptions {
  std::string kubeconfig, fail_on;
  bool failed = false;
};

/// One that was named has to be there; a worker usually has none.
Attempt<Kubeconfig> asker(const std::string& given, const Ports& ports) {
  const auto path = kubeconfig_path(given, ports);
  if (!given.empty() && !ports.files.look(path))
    throw Error("there is no kubeconfig " + path.string(), "name one with --kubeconfig",
                Exit::usage);
  return attempt([&] { return read_kubeconfig(path, ports.files); });
}

void show(const AuditReport& report, const AuditOptions& options, const std::string& output) {
  const auto shown = options.failed ? AuditShown::failed : AuditShown::all;
  if (output == "json" || output == "yaml")
    print_value(to_json(report, shown), output);
  else
    fmt::print("{}", table(report, shown));
  std::fflush(stdout);
}

/// What could not be seen may be anything: it counts as a warning does.
void judge(const AuditReport& report, const std::string& fail_on) {
  if (fail_on.empty()) return;
  const auto failed = report.count(Mark::fail);
  const auto rest =
      fail_on == "fail" ? 0 : report.count(Mark::warning) + report.count(Mark::unseen);
  if (failed + rest == 0) return;
  throw Error(fmt::format("{} of the audit's points failed{}", failed,
                          rest ? fmt::format(", {} warn or were not seen", rest) : ""),
              "each has its remedy above");
}

void run(const Globals& globals, const AuditOptions& options) {
  Node node(globals, Node::Effects::real);
  const Ports& ports = node.ports();
  const auto cluster = asker(options.kubeconfig, ports);
  const auto seen =
      observe_audit({ports.files, ports.system, ports.http, cluster.value, cluster.why});
  const auto report = audit_report(seen, ports.clock.now());
  show(report, options, globals.output);
  judge(report, options.fail_on);
}

}  // namespace

void add_audit(CLI::App& command, Session& session) {
  auto options = std::make_shared<AuditOptions>();
  command.add_flag("--failed", options->failed, "show only what fails or warns");
  command
      .add_option("--fail-on", options->fail_on,
                  "end with 1 when a point fails, or (warning) also when one warns or was not seen")
      ->check(CLI::IsMember({"fail", "warning"}));
  add_kubeconfig(command, options->kubeconfig);
  command.add_option("-o,--output", session.globals.output, "table, json or yaml")
      ->check(CLI::IsMember({"table", "text", "json", "yaml"}));
  runs(command, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
