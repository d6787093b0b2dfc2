#include "report/preflight.h"

#include <fmt/format.h>

#include <algorithm>

namespace kcluster {
namespace {

using Weight = Finding::Weight;

std::string_view word(Weight weight) { return weight == Weight::error ? "error" : "warning"; }

std::size_t count(const PreflightReport& report, Weight weight) {
  std::size_t sum = 0;
  for (const auto& check : report.checks)
    sum += std::count_if(check.findings.begin(), check.findings.end(),
                         [&](const auto& finding) { return finding.weight == weight; });
  return sum;
}

std::string_view result(const Checked& check) {
  const auto is_error = [](const auto& finding) { return finding.weight == Weight::error; };
  if (check.findings.empty()) return "ok";
  return std::any_of(check.findings.begin(), check.findings.end(), is_error) ? "error" : "warning";
}

Json to_json(const Finding& finding) {
  return {{"name", finding.name},
          {"weight", word(finding.weight)},
          {"what", finding.what},
          {"remedy", finding.remedy}};
}

Json to_json(const Checked& check) {
  Json findings = Json::array();
  for (const auto& finding : check.findings) findings.push_back(to_json(finding));
  return {{"name", check.name},
          {"summary", check.summary},
          {"result", result(check)},
          {"findings", std::move(findings)}};
}

std::size_t name_width(const PreflightReport& report) {
  std::size_t width = 5;
  for (const auto& check : report.checks) {
    if (check.findings.empty()) width = std::max(width, check.name.size());
    for (const auto& finding : check.findings) width = std::max(width, finding.name.size());
  }
  return width;
}

std::string lines(const Checked& check, std::size_t width) {
  if (check.findings.empty())
    return fmt::format("{:<7}  {:<{}}  {}\n", "ok", check.name, width, check.summary);
  std::string out;
  for (const auto& finding : check.findings) {
    out +=
        fmt::format("{:<7}  {:<{}}  {}\n", word(finding.weight), finding.name, width, finding.what);
    if (!finding.remedy.empty())
      out += fmt::format("{:<{}}try: {}\n", "", width + 11, finding.remedy);
  }
  return out;
}

std::string closing(const PreflightReport& report) {
  const auto errors = count(report, Weight::error), warnings = count(report, Weight::warning);
  return fmt::format("\n{} checks, {} error{}, {} warning{}: {} `kcluster {}`\n",
                     report.checks.size(), errors, errors == 1 ? "" : "s", warnings,
                     warnings == 1 ? "" : "s", errors == 0 ? "ready for" : "not ready for",
                     report.command);
}

}  // namespace

Json to_json(const PreflightReport& report) {
  Json checks = Json::array();
  for (const auto& check : report.checks) checks.push_back(to_json(check));
  return {{"command", report.command},
          {"passed", count(report, Weight::error) == 0},
          {"checks", std::move(checks)}};
}

std::string table(const PreflightReport& report) {
  const auto width = name_width(report);
  std::string out = fmt::format("{:<7}  {:<{}}  {}\n", "RESULT", "CHECK", width, "DETAIL");
  for (const auto& check : report.checks) out += lines(check, width);
  return out + closing(report);
}

}  // namespace kcluster
