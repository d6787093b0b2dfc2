#include "cli/init.h"

#include <fmt/format.h>

#include "base/text.h"
#include "cli/node.h"
#include "cli/output.h"
#include "phases/init.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

std::string phase_list() {
  std::string text = "Phases:\n";
  for (const auto& row : row_names<InitPlan>(init_table()))
    text += fmt::format("  {:<46}{}\n", row.path, row.summary);
  return text;
}

/// Of a dry run: what would be done, in words.
void print(const Report& report, const std::string& would_change, const std::string& output) {
  if (output == "text") {
    fmt::print("{}", would_change);
    for (const auto& result : report.results) fmt::print("\n{}", result.words);
    return;
  }
  Json root = Json::object();
  for (const auto& result : report.results) root[result.name] = result.value;
  if (!would_change.empty()) root["wouldChange"] = would_change;
  print_value(root, output);
}

void print_standing(const std::string& output) {
  if (output != "text") return print_value({{"finished", true}, {"changed", false}}, output);
  fmt::print("This control plane stands already, with this configuration; nothing was changed.\n");
}

void print(Node& node, const std::string& output) {
  fmt::print("{}", node.would_change());
  print_results(node.ports().report, output);
  std::fflush(stdout);
}

// The journal begins once the node was found fit: what lies there from then on is ours. It ends
// after the last word was printed: whoever cuts that off sees the same token by a second run.
void run_whole(const std::vector<Step>& steps, const Prepared& prepared, const InitOptions& options,
               Node& node, const std::string& output) {
  Ports& ports = node.ports();
  const std::size_t checks = !steps.empty() && steps.front().name == "preflight" ? 1 : 0;
  const std::span<const Step> all(steps);
  run_steps(all.first(checks), ports.tell, node.stop());
  auto journal = journal_of(prepared, options);
  write_journal(journal, ports.files);
  run_steps(all.subspan(checks), ports.tell, node.stop());
  print(node, output);
  journal.finished = true;
  write_journal(journal, ports.files);
}

void run_init(const Globals& globals, const InitOptions& options, const std::string& phase) {
  Node node(globals, options.flags.dry_run ? Node::Effects::dry : Node::Effects::real);
  const Prepared prepared =
      prepare_init(options, phase.empty() ? Scope::whole : Scope::part, node.ports());
  if (prepared.finished && phase.empty()) return print_standing(globals.output);
  node.expect(prepared.settled.init.node.name);
  if (phase.empty())
    run_whole(prepared, options, node.ports(), node.stop());
  else
    run_steps(init_steps(prepared, node.ports(), phase), node.ports().tell, node.stop());
  print(node.ports().report, node.would_change(), globals.output);
}

void add_phase(CLI::App& init, Session& session, std::shared_ptr<InitOptions> options) {
  auto* phase = init.add_subcommand("phase", "run one phase, or one part of it");
  auto path = std::make_shared<std::vector<std::string>>();
  phase->add_option("name", *path, "the phase, then its part")->required()->expected(1, 2);
  phase->footer(phase_list());
  add_init_flags(*phase, *options);
  add_output(*phase, session.globals);
  phase->callback([&session, options, path] {
    session.run = [&session, options, name = join(*path, "/")] {
      run_init(session.globals, *options, name);
    };
  });
}

}  // namespace

void add_init(CLI::App& command, Session& session) {
  auto options = std::make_shared<InitOptions>();
  add_init_flags(command, *options);
  add_output(command, session.globals);
  command.require_subcommand(0, 1);
  command.footer(phase_list());
  // CLI11 calls the parent's callback after the subcommand's: a chosen phase stays chosen
  command.callback([&command, &session, options] {
    if (command.get_subcommands().empty())
      session.run = [&session, options] { run_init(session.globals, *options, ""); };
  });
  add_phase(command, session, options);
}

}  // namespace kcluster
