#include "cli/slip.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/text.h"

namespace kcluster {
namespace {

/// The innermost command that was named: its flags were meant.
const CLI::App& named(const CLI::App& app) {
  const auto below = app.get_subcommands();
  return below.empty() ? app : named(*below.front());
}

std::string full_name(const CLI::App& app) {
  const auto* parent = app.get_parent();
  return parent ? full_name(*parent) + " " + app.get_name() : app.get_name();
}

/// Flags of the command and of those around it.
std::vector<std::string> flags(const CLI::App* app) {
  std::vector<std::string> known;
  for (; app; app = app->get_parent())
    for (const auto* option : app->get_options())
      for (const auto& name : option->get_lnames()) known.push_back("--" + name);
  return known;
}

std::vector<std::string> commands(const CLI::App& app) {
  std::vector<std::string> known;
  for (const auto* below : app.get_subcommands([](const CLI::App*) { return true; }))
    known.push_back(below->get_name());
  return known;
}

/// The first word that fits nowhere; a flag before what may have been its value.
std::optional<std::string> stray(const CLI::App& app) {
  const auto words = app.remaining(true);
  for (const auto& word : words)
    if (word.rfind("-", 0) == 0) return word.substr(0, word.find('='));
  return words.empty() ? std::nullopt : std::optional(words.front());
}

}  // namespace

Error slip_of(const CLI::App& app, const CLI::ParseError& fault) {
  const auto& command = named(app);
  std::string remedy = fmt::format("`{} --help` lists what there is", full_name(command));
  const auto word = stray(app);
  if (!word) return Error(fault.what(), remedy, Exit::usage);
  const bool flag = word->rfind("-", 0) == 0;
  const auto near = did_you_mean(*word, flag ? flags(&command) : commands(command));
  if (near) remedy = fmt::format("did you mean {}?", *near);
  return Error(fmt::format("{} has no {} {}", full_name(command),
                           flag                        ? "flag"
                           : commands(command).empty() ? "argument"
                                                       : "command",
                           *word),
               remedy, Exit::usage);
}

}  // namespace kcluster
