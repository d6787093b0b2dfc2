#include "cli/results.h"

#include <fmt/format.h>

#include "base/yaml.h"

namespace kcluster {

void print_results(const Report& report, const std::string& output) {
  if (output == "text") {
    for (const auto& result : report.results) fmt::print("{}", result.words);
    return;
  }
  Json root = Json::object();
  for (const auto& result : report.results) root[result.name] = result.value;
  fmt::print("{}", output == "yaml" ? write_yaml(root) : root.dump(2) + "\n");
}

}  // namespace kcluster
