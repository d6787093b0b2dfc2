#include "preflight/run.h"

#include <algorithm>
#include <future>

#include "base/error.h"
#include "base/text.h"
#include "preflight/words.h"

namespace kcluster {
namespace {

Checked run_check(const Check& row, const CheckPlan& plan, const Look& look) {
  Checked out{std::string(row.name), std::string(row.summary), {}};
  try {
    out.findings = row.test(plan, look);
  } catch (const Interrupted&) {
    throw;
  } catch (const Error& failure) {
    out.findings = {
        error(out.name, std::string("could not look: ") + failure.what(), failure.remedy)};
  } catch (const std::exception& failure) {
    out.findings = {error(out.name, std::string("could not look: ") + failure.what(), "")};
  }
  return out;
}

bool ignored(const Finding& finding, std::span<const std::string> names) {
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto wanted = lower(trim(name));
    return wanted == "all" || wanted == lower(finding.name);
  });
}

}  // namespace

std::vector<Checked> run_checks(std::span<const Check> rows, const CheckPlan& plan,
                                const Look& look) {
  std::vector<std::future<Checked>> running;
  for (const auto& row : rows)
    running.push_back(std::async(std::launch::async, [&] { return run_check(row, plan, look); }));
  std::vector<Checked> out;
  for (auto& check : running) out.push_back(check.get());
  return out;
}

void apply_ignores(std::span<Finding> findings, std::span<const std::string> names) {
  for (auto& finding : findings)
    if (ignored(finding, names)) finding.weight = Finding::Weight::warning;
}

void apply_ignores(std::span<Checked> checks, std::span<const std::string> names) {
  for (auto& check : checks) apply_ignores(check.findings, names);
}

std::vector<Finding> findings_of(std::span<const Checked> checks) {
  std::vector<Finding> out;
  for (const auto& check : checks)
    out.insert(out.end(), check.findings.begin(), check.findings.end());
  return out;
}

void judge(const std::vector<Finding>& findings) {
  const auto errors = std::count_if(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.weight == Finding::Weight::error;
  });
  if (errors == 0) return;
  const std::string many =
      errors == 1 ? "1 check failed" : std::to_string(errors) + " checks failed";
  Error failure("this node is not ready: " + many,
                "mend what is listed, or take failures for warnings with "
                "--ignore-preflight-errors=NAME,…",
                Exit::preflight);
  failure.findings = findings;
  throw failure;
}

}  // namespace kcluster
