#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "cli/init.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/session.h"
#include "phases/preflight.h"
#include "preflight/run.h"
#include "report/preflight.h"

namespace kcluster {
namespace {

void print(const PreflightReport& report, const std::string& output) {
  if (output != "text") return print_value(to_json(report), output);
  fmt::print("{}", table(report));
}

void run_preflight(const Globals& globals, const InitOptions& options) {
  Node node(globals, Node::Effects::real);
  Ports& ports = node.ports();
  const Prepared prepared = prepare_init(options, Scope::part, ports);
  const auto& plan = prepared.plan.preflight;
  PreflightReport report{"init", run_checks(init_checks(), plan.checks, look(ports))};
  apply_ignores(report.checks, plan.ignored);
  print(report, globals.output);
  const auto findings = findings_of(report.checks);
  const bool failed = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.weight == Finding::Weight::error;
  });
  if (failed) throw Error("this node is not fit yet", "mend what the table names", Exit::preflight);
}

}  // namespace

void add_preflight(CLI::App& command, Session& session) {
  auto options = std::make_shared<InitOptions>();
  auto which = std::make_shared<std::string>("init");
  command.add_option("command", *which, "for which command to look: init")
      ->check(CLI::IsMember({"init"}));
  add_output(command, session.globals);
  add_init_flags(command, *options);
  runs(command, session, [&session, options, which] { run_preflight(session.globals, *options); });
}

}  // namespace kcluster
