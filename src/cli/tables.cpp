#include "cli/tables.h"

#include <CLI/App.hpp>

#include "cli/output.h"

namespace kcluster {
namespace {

void add_options(CLI::App& command, Session& session, const TableCommand& table) {
  table.add_flags(command);
  add_output(command, session.globals);
  command.footer(table.phases);
}

}  // namespace

void add_table_command(CLI::App& command, Session& session, const TableCommand& table) {
  add_options(command, session, table);
  command.require_subcommand(0, 1);
  runs(command, session, [run = table.run] { run({}); });
  auto* phase = command.add_subcommand("phase", "run one phase, or one part of it");
  auto words = std::make_shared<std::vector<std::string>>();
  phase->add_option("name", *words, table.words_help)->required()->expected(1, table.most_words);
  add_options(*phase, session, table);
  runs(*phase, session, [run = table.run, words] { run(*words); });
}

}  // namespace kcluster
