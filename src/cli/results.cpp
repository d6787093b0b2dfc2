#include "cli/results.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "cli/output.h"

namespace kcluster {

void print_results(const Report& report, const std::string& output) {
  if (output == "text") {
    const char* between = "";
    for (const auto& result : report.results)
      if (!result.words.empty()) fmt::print("{}{}", std::exchange(between, "\n"), result.words);
    return;
  }
  Json root = Json::object();
  for (const auto& result : report.results) root[result.name] = result.value;
  print_value(root, output);
}

void print_outcome(const Report& report, const std::string& would_change,
                   const std::string& output) {
  if (output == "text" && would_change.empty() && !report.results.empty()) fmt::print("\n");
  if (would_change.empty())
    print_results(report, output);
  else if (output == "text")
    fmt::print("{}", would_change);
  else
    print_value({{"wouldChange", would_change}}, output);
  std::fflush(stdout);
}

}  // namespace kcluster
