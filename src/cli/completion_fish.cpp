#include <fmt/format.h>

#include "base/shell.h"
#include "base/text.h"
#include "cli/completion.h"

namespace kcluster {
namespace {

constexpr const char* kHead = R"(# fish completion for kcluster
# Written by: kcluster completion fish

)";

// A word behind a flag that takes one is no command.
constexpr const char* kFunctions = R"SH(
function __kcluster_place
    set -l at kcluster
    set -l value 0
    set -l words (commandline -opc)
    for word in $words[2..-1]
        if test $value = 1
            set value 0
        else if string match -q -- '-*' $word
            contains -- $word $__kcluster_valued; and set value 1
        else if contains -- "$at $word" $__kcluster_known
            set at "$at $word"
        end
    end
    echo $at
end

function __kcluster_at
    test (__kcluster_place) = "$argv[1]"
end

function __kcluster_below
    string match -q -- "$argv[1] *" (__kcluster_place)" "
end

function __kcluster_list
    set -l before (string replace -rf '^(.*,).*$' '$1' -- (commandline -ct))
    set before (string replace -r '^--[^=]*=' '' -- $before)
    printf '%s\n' "$before"$argv
end

complete -c kcluster -f
)SH";

std::string list(const std::string& name, const std::vector<std::string>& words) {
  std::string text = "set -g __kcluster_" + name;
  for (const auto& word : words) text += " \\\n    " + shell_quoted(word);
  return text + "\n";
}

std::string condition(const char* function, const Outline& command) {
  return "-n " + shell_quoted(fmt::format("__kcluster_{} \"{}\"", function, command.path));
}

std::string command_rows(const Outline& command) {
  std::string rows;
  for (const auto& below : command.commands)
    rows += fmt::format("complete -c kcluster {} -a {} -d {}\n", condition("at", command),
                        shell_quoted(name_of(below)), shell_quoted(below.summary));
  return rows;
}

std::string argument_rows(const Outline& command) {
  if (!command.commands.empty() || command.arguments.empty()) return "";
  const auto& choices = command.arguments.front().choices;
  return fmt::format("complete -c kcluster {} {}\n", condition("at", command),
                     choices.empty() ? "-F" : "-a " + shell_quoted(join(choices, " ")));
}

/// Of a comma separated list each word is completed.
std::string words_of(const Outline::Option& flag) {
  const auto words = join(flag.choices, " ");
  return shell_quoted(flag.several ? "(__kcluster_list " + words + ")" : words);
}

std::string flag_row(const Outline& command, const Outline::Option& flag) {
  std::string text = "complete -c kcluster " + condition("below", command);
  for (const auto& name : flag.names)
    text += (name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1));
  if (flag.value && flag.choices.empty()) text += " -r -F";
  if (flag.value && !flag.choices.empty()) text += " -x -a " + words_of(flag);
  return text + " -d " + shell_quoted(flag.help) + "\n";
}

}  // namespace

std::string fish_completion(const Outline& top) {
  std::vector<std::string> known, valued;
  std::string rows;
  for (const auto& place : places_in(top)) {
    known.push_back(place.command->path);
    rows += command_rows(*place.command) + argument_rows(*place.command);
    for (const auto& flag : place.flags) {
      rows += flag_row(*place.command, flag);
      if (flag.value) valued.insert(valued.end(), flag.names.begin(), flag.names.end());
    }
  }
  return kHead + list("known", known) + list("valued", valued) + kFunctions + rows;
}

}  // namespace kcluster
