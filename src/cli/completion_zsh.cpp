#include <fmt/format.h>

#include "base/shell.h"
#include "cli/completion.h"
#include "cli/completion_tables.h"

namespace kcluster {
namespace {

constexpr const char* kHead = R"(#compdef kcluster
# Written by: kcluster completion zsh

)";

// Rows of the tables are lines "word:what it is", as _describe takes them; : alone is any word.
// Loaded from fpath the file is the function's body, so that it has to call it the first time.
constexpr const char* kScript = R"SH(
_kcluster_value_of() {
  local at=$1 flag=$2
  while true; do
    REPLY=${_kcluster_values[$at $flag]}
    [[ -n $REPLY ]] && return 0
    [[ $at == *' '* ]] || return 1
    at=${at% *}
  done
}

_kcluster_offer() {
  local -a rows
  if [[ $1 == : ]]; then
    _files
    return
  fi
  rows=("${(@f)1}")
  compset -P '*,'
  _describe -t words "$2" rows
}

_kcluster_flags_at() {
  local at=$1
  local -a rows
  while true; do
    [[ -n ${_kcluster_flags[$at]} ]] && rows+=("${(@f)_kcluster_flags[$at]}")
    [[ $at == *' '* ]] || break
    at=${at% *}
  done
  _describe -t options flag rows
}

_kcluster() {
  local at=kcluster word flag= REPLY= i
  for ((i = 2; i < CURRENT; i++)); do
    word=${words[i]}
    if [[ -n $flag ]]; then
      flag=
    elif [[ $word == -* ]]; then
      _kcluster_value_of "$at" "$word" && flag=$word
    elif [[ -n ${_kcluster_known[$at $word]} ]]; then
      at+=" $word"
    fi
  done
  if [[ -z $flag && $PREFIX == -*=* ]]; then
    flag=${PREFIX%%=*}
    compset -P 1 '*='
  fi
  if [[ -n $flag ]]; then
    _kcluster_value_of "$at" "$flag" && _kcluster_offer "$REPLY" value
  elif [[ $PREFIX == -* ]]; then
    _kcluster_flags_at "$at"
  elif [[ -n ${_kcluster_words[$at]} ]]; then
    _kcluster_offer "${_kcluster_words[$at]}" command
  fi
}

if [[ $funcstack[1] == _kcluster ]]; then
  _kcluster "$@"
else
  compdef _kcluster kcluster
fi
)SH";

std::string table(const std::string& name, const std::string& rows) {
  return fmt::format("typeset -gA _kcluster_{0}\n_kcluster_{0}=(\n{1})\n", name, rows);
}

std::string row(const std::string& key, const std::string& lines) {
  return fmt::format("  {} {}\n", shell_quoted(key), shell_quoted(lines));
}

std::string with(std::string lines, const std::string& line) {
  return lines.empty() ? line : std::move(lines) + "\n" + line;
}

std::string lines_of(const std::vector<std::string>& words) {
  std::string lines;
  for (const auto& word : words) lines = with(std::move(lines), word);
  return lines.empty() ? ":" : lines;
}

std::string words_behind(const Outline& command) {
  std::string lines;
  for (const auto& below : command.commands)
    lines = with(std::move(lines), fmt::format("{}:{}", name_of(below), below.summary));
  for (const auto& argument : command.arguments)
    if (lines.empty()) lines = lines_of(argument.choices);
  return lines;
}

std::string flag_lines(const std::vector<Outline::Option>& flags) {
  std::string lines;
  for (const auto& flag : flags)
    for (const auto& name : flag.names) lines = with(std::move(lines), name + ":" + flag.help);
  return lines;
}

constexpr CompletionDialect kZsh{table, row, words_behind, flag_lines, lines_of};

}  // namespace

std::string zsh_completion(const Outline& top) {
  return kHead + completion_tables(top, kZsh) + kScript;
}

}  // namespace kcluster
