#include "cli/outline.h"

#include <CLI/App.hpp>
#include <algorithm>
#include <sstream>

#include "base/text.h"

namespace kcluster {
namespace {

using Option = Outline::Option;

/// CLI11 describes a closed set of words as "TEXT:{text,json}".
std::vector<std::string> choices_of(const std::string& type) {
  const auto begin = type.find('{'), end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return {};
  return split(type.substr(begin + 1, end - begin - 1), ',');
}

Option option_of(const CLI::Option& option) {
  Option made;
  for (const auto& name : option.get_snames()) made.names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) made.names.push_back("--" + name);
  const auto type = option.get_type_name();
  made.word = made.names.empty() ? option.get_name(true) : type.substr(0, type.find(':'));
  made.help = option.get_description();
  made.choices = choices_of(type);
  made.value = option.get_items_expected_max() > 0;
  made.several = option.get_items_expected_max() > 1;
  made.required = option.get_required();
  return made;
}

struct PhaseRow {
  std::string path, summary;
};

/// The rows of a footer that phase_list() wrote: "  certs/ca    the cluster's own authority".
std::vector<PhaseRow> phase_rows(const std::string& footer) {
  std::vector<PhaseRow> rows;
  std::istringstream lines(footer);
  for (std::string line; std::getline(lines, line);) {
    const auto text = trim(line);
    if (line.rfind("  ", 0) != 0 || text.empty()) continue;
    const auto end = std::min(text.find(' '), text.size());
    rows.push_back({std::string(text.substr(0, end)), std::string(trim(text.substr(end)))});
  }
  return rows;
}

/// A group's rows come behind its own.
void add_phases(Outline& phase, const std::vector<PhaseRow>& rows) {
  for (const auto& row : rows) {
    const auto slash = row.path.find('/');
    auto& parent = slash == std::string::npos ? phase : phase.commands.back();
    Outline made;
    made.path = parent.path + " " + row.path.substr(slash + 1);
    made.summary = row.summary;
    parent.commands.push_back(std::move(made));
  }
}

void add_phase_words(Outline& command) {
  const auto rows = phase_rows(command.footer);
  if (name_of(command) == "phase") add_phases(command, rows);
  for (auto& flag : command.flags)
    if (flag.names.back() == "--skip-phases")
      for (const auto& row : rows) flag.choices.push_back(row.path);
}

void add_options(Outline& command, const CLI::App& app) {
  for (const auto* option : app.get_options()) {
    auto made = option_of(*option);
    (made.names.empty() ? command.arguments : command.flags).push_back(std::move(made));
  }
}

Outline outline_below(const CLI::App& app, const std::string& above) {
  Outline made;
  made.path = above + app.get_name();
  made.summary = app.get_description();
  made.footer = app.get_footer();
  add_options(made, app);
  for (const auto* below : app.get_subcommands([](const CLI::App*) { return true; }))
    made.commands.push_back(outline_below(*below, made.path + " "));
  add_phase_words(made);
  return made;
}

/// A flag of the same name that takes the same words.
bool same(const Option& a, const Option& b) {
  return a.names == b.names && a.value == b.value && a.choices == b.choices;
}

void add_places(const Outline& command, std::vector<Option> above, std::vector<Place>& places) {
  Place place{&command, {}};
  for (const auto& flag : command.flags)
    if (std::none_of(above.begin(), above.end(), [&](auto& known) { return same(known, flag); }))
      place.flags.push_back(flag);
  above.insert(above.end(), place.flags.begin(), place.flags.end());
  places.push_back(std::move(place));
  for (const auto& below : command.commands) add_places(below, above, places);
}

}  // namespace

Outline outline_of(const CLI::App& app) { return outline_below(app, ""); }

std::vector<Place> places_in(const Outline& top) {
  std::vector<Place> places;
  add_places(top, {}, places);
  return places;
}

std::string_view name_of(const Outline& command) {
  const std::string_view path = command.path;
  return path.substr(path.rfind(' ') + 1);
}

}  // namespace kcluster
