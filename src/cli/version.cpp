#include <fmt/format.h>

#include <cstdio>

#include "base/json.h"
#include "base/yaml.h"
#include "cli/session.h"
#include "kubernetes/versions.h"

namespace kcluster {
namespace {

Json facts() {
  Json minors = Json::array();
  for (const auto& row : known_minors()) minors.push_back(fmt::format("v1.{}", row.minor));
  return {{"kcluster", KCLUSTER_VERSION}, {"kubernetes", minors}};
}

void print_version(const std::string& output) {
  if (output == "json") return fmt::print("{}\n", facts().dump(2));
  if (output == "yaml") return fmt::print("{}", write_yaml(facts()));
  if (output == "short") return fmt::print("v{}\n", KCLUSTER_VERSION);
  const auto minors = known_minors();
  fmt::print("kcluster version v{}, for Kubernetes v1.{} to v1.{}\n", KCLUSTER_VERSION,
             minors.front().minor, minors.back().minor);
}

}  // namespace

void add_version(CLI::App& command, Session& session) {
  command.add_option("-o,--output", session.globals.output, "text, short, json or yaml")
      ->check(CLI::IsMember({"text", "short", "json", "yaml"}));
  command.callback(
      [&session] { session.run = [&session] { print_version(session.globals.output); }; });
}

}  // namespace kcluster
