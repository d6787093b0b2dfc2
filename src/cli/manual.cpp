#include "cli/manual.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace kcluster {
namespace {

constexpr const char* kExitStatus = R"(.SH EXIT STATUS
.TP
0
it is done
.TP
1
it failed
.TP
2
the node or the cluster is not fit for it (preflight)
.TP
3
usage or configuration
.TP
130
interrupted
)";

/// Text that roff takes literally: no command at a line's start, no escape, real hyphens.
std::string literal(std::string_view text) {
  std::string made;
  for (const char letter : text)
    if (letter == '\\')
      made += "\\e";
    else if (letter == '-')
      made += "\\-";
    else
      made += letter;
  const bool control = !made.empty() && (made.front() == '.' || made.front() == '\'');
  return control ? "\\&" + made : made;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return 'a' <= c && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

std::string page_of(const Outline& command) {
  std::string name = command.path;
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string value_word(const Outline::Option& option) {
  return option.choices.empty() || option.choices.size() > 4 ? option.word
                                                             : join(option.choices, "|");
}

std::string argument_word(const Outline::Option& argument) {
  const auto word = literal(upper(argument.word)) + (argument.several ? "…" : "");
  return argument.required ? word : "[" + word + "]";
}

std::string synopsis(const Outline& command) {
  std::string text = "\\fB" + literal(command.path) + "\\fP";
  if (!command.flags.empty()) text += " [\\fIflags\\fP]";
  for (const auto& argument : command.arguments) text += " " + argument_word(argument);
  if (!command.commands.empty()) text += " \\fIcommand\\fP …";
  return text + "\n";
}

std::string item(const std::string& term, const std::string& text) {
  return ".TP\n" + term + "\n" + literal(text) + "\n";
}

std::string flag_item(const Outline::Option& flag) {
  std::string term;
  for (const auto& name : flag.names)
    term += (term.empty() ? "\\fB" : ", \\fB") + literal(name) + "\\fP";
  if (flag.value) term += " \\fI" + literal(value_word(flag)) + "\\fP";
  return item(term, flag.help);
}

std::string options(const Outline& command) {
  std::string text;
  for (const auto& argument : command.arguments)
    text += item("\\fI" + literal(upper(argument.word)) + "\\fP", argument.help);
  for (const auto& flag : command.flags) text += flag_item(flag);
  return text;
}

/// The phases are told once, by the command that runs them all.
std::string below(const Outline& command, const std::vector<Outline::Option>& told) {
  if (name_of(command) == "phase") return "";
  std::string text;
  for (const auto& made : command.commands) {
    Outline shown = made;
    std::erase_if(shown.flags, [&](const auto& flag) {
      return std::find(told.begin(), told.end(), flag) != told.end();
    });
    text += ".SS " + literal(made.path) + "\n" + synopsis(made) + ".PP\n" + literal(made.summary) +
            "\n" + options(shown) + below(made, told);
  }
  return text;
}

std::string phases(const Outline& command) {
  for (const auto& made : command.commands) {
    if (name_of(made) != "phase") continue;
    std::string text = ".SH PHASES\n";
    for (const auto& group : made.commands) {
      text += item("\\fB" + literal(name_of(group)) + "\\fP", group.summary);
      for (const auto& row : group.commands)
        text += item(fmt::format("\\fB{}/{}\\fP", literal(name_of(group)), literal(name_of(row))),
                     row.summary);
    }
    return text;
  }
  return "";
}

std::string head(const Outline& command, const std::string& date) {
  const auto name = page_of(command);
  return fmt::format(
      ".TH {} 1 \"{}\" \"kcluster {}\" \"User Commands\"\n.SH NAME\n{} \\- {}\n.SH SYNOPSIS\n{}",
      upper(name), date, KCLUSTER_VERSION, literal(name), literal(command.summary),
      synopsis(command));
}

ManualPage page(const Outline& command, const Outline& top, const std::string& date) {
  auto told = top.flags;
  told.insert(told.end(), command.flags.begin(), command.flags.end());
  std::string text = head(command, date);
  if (const auto rows = options(command); !rows.empty()) text += ".SH OPTIONS\n" + rows;
  if (const auto rows = below(command, told); !rows.empty()) text += ".SH COMMANDS\n" + rows;
  text += phases(command) + kExitStatus + ".SH SEE ALSO\n.BR kcluster (1)\n";
  return {page_of(command) + ".1", std::move(text)};
}

ManualPage first_page(const Outline& top, const std::string& date) {
  std::string text = head(top, date) + ".SH OPTIONS\n" + options(top) + ".SH COMMANDS\n", others;
  for (const auto& command : top.commands) {
    text += item("\\fB" + literal(name_of(command)) + "\\fP", command.summary);
    others += fmt::format("{}.BR {} (1)", others.empty() ? "" : ",\n", literal(page_of(command)));
  }
  return {page_of(top) + ".1", text + kExitStatus + ".SH SEE ALSO\n" + others + "\n"};
}

}  // namespace

std::vector<ManualPage> manual_pages(const Outline& top, const std::string& date) {
  std::vector<ManualPage> pages{first_page(top, date)};
  for (const auto& command : top.commands) pages.push_back(page(command, top, date));
  return pages;
}

}  // namespace kcluster
