#include <fmt/format.h>

#include "base/shell.h"
#include "base/text.h"
#include "cli/completion.h"
#include "cli/completion_tables.h"

namespace kcluster {
namespace {

constexpr const char* kHead =
    R"(# bash completion for kcluster                              -*- shell-script -*-
# Written by: kcluster completion bash

)";

// The tables' keys are commands; a flag's value stands behind its command and name, where : means
// any word. COMP_WORDBREAKS has a = in most shells: "--flag=value" are three words then.
constexpr const char* kScript = R"SH(
_kcluster_value_of() {
  local at=$1 flag=$2
  while :; do
    REPLY=${_kcluster_values[$at $flag]}
    [[ -n $REPLY ]] && return 0
    [[ $at == *' '* ]] || return 1
    at=${at% *}
  done
}

_kcluster_offer() {
  local words=$1 before=
  if [[ $words == : ]]; then
    compopt -o default 2>/dev/null
    return
  fi
  if [[ $cur == *,* ]]; then
    before=${cur%,*},
  fi
  mapfile -t COMPREPLY < <(compgen -P "$before" -W "$words" -- "${cur##*,}")
}

_kcluster_flags_at() {
  local at=$1 all=
  while :; do
    all+=" ${_kcluster_flags[$at]}"
    [[ $at == *' '* ]] || break
    at=${at% *}
  done
  mapfile -t COMPREPLY < <(compgen -W "$all" -- "$cur")
}

_kcluster() {
  local IFS=$' \t\n' cur=${COMP_WORDS[COMP_CWORD]} at=kcluster word flag= REPLY= joined= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == = ]]; then
      continue
    elif [[ -n $flag ]]; then
      flag=
    elif [[ $word == -* ]]; then
      _kcluster_value_of "$at" "$word" && flag=$word
    elif [[ -n ${_kcluster_known[$at $word]} ]]; then
      at+=" $word"
    fi
  done
  [[ $cur == = ]] && cur=
  if [[ -z $flag && $cur == -*=* ]]; then
    flag=${cur%%=*} cur=${cur#*=} joined=1
  fi
  if [[ -n $flag ]]; then
    _kcluster_value_of "$at" "$flag" && _kcluster_offer "$REPLY"
    [[ -n $joined ]] && COMPREPLY=("${COMPREPLY[@]/#/$flag=}")
  elif [[ $cur == -* ]]; then
    _kcluster_flags_at "$at"
  else
    _kcluster_offer "${_kcluster_words[$at]}"
  fi
}

complete -F _kcluster kcluster
)SH";

std::string table(const std::string& name, const std::string& rows) {
  return fmt::format("declare -gA _kcluster_{}=(\n{})\n", name, rows);
}

std::string row(const std::string& key, const std::string& text) {
  return fmt::format("  [{}]={}\n", shell_quoted(key), shell_quoted(text));
}

std::string choices(const std::vector<std::string>& words) {
  return words.empty() ? ":" : join(words, " ");
}

/// What may follow a command: commands, or the words of its arguments.
std::string words_behind(const Outline& command) {
  std::vector<std::string> words;
  for (const auto& below : command.commands) words.emplace_back(name_of(below));
  for (const auto& argument : command.arguments)
    words.insert(words.end(), argument.choices.begin(), argument.choices.end());
  return command.arguments.empty() ? join(words, " ") : choices(words);
}

std::string names_of(const std::vector<Outline::Option>& flags) {
  std::vector<std::string> names;
  for (const auto& flag : flags) names.insert(names.end(), flag.names.begin(), flag.names.end());
  return join(names, " ");
}

constexpr CompletionDialect kBash{table, row, words_behind, names_of, choices};

}  // namespace

std::string bash_completion(const Outline& top) {
  return kHead + completion_tables(top, kBash) + kScript;
}

}  // namespace kcluster
