#include "config/faults.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace kcluster {
namespace {

std::string unescape(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool escape = part[i] == '~' && i + 1 < part.size();
    out += !escape ? part[i] : part[++i] == '1' ? '/' : '~';
  }
  return out;
}

bool is_number(std::string_view part) {
  return !part.empty() && part.find_first_not_of("0123456789") == part.npos;
}

}  // namespace

std::string path_of(std::string_view pointer) {
  std::string path;
  if (!pointer.empty()) pointer.remove_prefix(1);
  if (pointer.empty()) return path;
  for (const auto& part : split(pointer, '/')) {
    if (is_number(part)) {
      path += "[" + part + "]";
      continue;
    }
    if (!path.empty()) path += '.';
    path += unescape(part);
  }
  return path;
}

std::string pointer_of(std::string_view path) {
  std::string pointer;
  if (!path.empty()) pointer += '/';
  for (const char c : path)
    if (c != ']') pointer += c == '.' || c == '[' ? '/' : c;
  return pointer;
}

int line_of(const YamlDocument& document, std::string_view pointer) {
  for (; !pointer.empty(); pointer = pointer.substr(0, pointer.rfind('/')))
    if (const auto found = document.lines.find(std::string(pointer)); found != document.lines.end())
      return found->second;
  return document.line;
}

void Faults::note(const YamlDocument& document, std::string_view pointer, Finding finding) {
  const int line = line_of(document, pointer);
  finding.place = fmt::format("{}:{}", source_, line);
  noted_.push_back({line, std::move(finding)});
}

void Faults::error(const YamlDocument& document, std::string_view pointer, std::string what,
                   std::string remedy) {
  note(document, pointer,
       {Finding::Weight::error, path_of(pointer), "", std::move(what), std::move(remedy)});
}

void Faults::warning(const YamlDocument& document, std::string_view pointer, std::string what,
                     std::string remedy) {
  note(document, pointer,
       {Finding::Weight::warning, path_of(pointer), "", std::move(what), std::move(remedy)});
}

void Faults::place(const YamlDocument& document, Finding finding) {
  const auto pointer = pointer_of(finding.name);
  note(document, pointer, std::move(finding));
}

bool Faults::broken() const {
  return std::any_of(noted_.begin(), noted_.end(), [](const Noted& noted) {
    return noted.finding.weight == Finding::Weight::error;
  });
}

std::vector<Finding> Faults::settle() {
  std::stable_sort(noted_.begin(), noted_.end(),
                   [](const Noted& a, const Noted& b) { return a.line < b.line; });
  std::vector<Finding> errors, warnings;
  for (auto& noted : noted_) {
    const bool error = noted.finding.weight == Finding::Weight::error;
    (error ? errors : warnings).push_back(std::move(noted.finding));
  }
  noted_.clear();
  if (!errors.empty()) throw_faults(source_, std::move(errors));
  return warnings;
}

void throw_faults(std::string_view source, std::vector<Finding> findings) {
  const auto count = findings.size();
  Error error(fmt::format("{}: {} {} to mend", source, count, count == 1 ? "fault" : "faults"),
              "correct the configuration; nothing was changed", Exit::usage);
  error.findings = std::move(findings);
  throw error;
}

}  // namespace kcluster
