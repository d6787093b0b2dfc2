#pragma once
#include <string>
#include <vector>

#include "cli/cli11.h"

namespace kcluster {

/// A command as completions and manual pages see it: read from the tables that --help shows.
struct Outline {
  struct Option {
    std::vector<std::string> names;    ///< "-o", "--output"; none: an argument without a flag
    std::string word;                  ///< the argument's name, or the value's type ("TEXT")
    std::string help;                  ///< as --help has it
    std::vector<std::string> choices;  ///< all words that are taken; empty: any
    bool value = false;                ///< a word follows it (always so for an argument)
    bool several = false;              ///< it may be given more than once, or with many words
    bool required = false;
    bool operator==(const Option&) const = default;
  };
  std::string path;     ///< "kcluster etcd restore"
  std::string summary;  ///< in a line
  std::string footer;   ///< a table of phases, or empty
  std::vector<Option> flags;
  std::vector<Option> arguments;
  std::vector<Outline> commands;  ///< below it; phases, too, behind a command called phase
};

/// The command with all that is below it.
Outline outline_of(const CLI::App& app);

/// A command and those of its flags that it does not share with one above it.
struct Place {
  const Outline* command = nullptr;
  std::vector<Outline::Option> flags;
};
/// Every command of the tree, from the top; each has the flags of those above it as well.
std::vector<Place> places_in(const Outline& top);

/// Its last word: "restore".
std::string_view name_of(const Outline& command);

}  // namespace kcluster
