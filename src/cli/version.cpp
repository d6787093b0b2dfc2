#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/platform.h"
#include "cli/build_info.h"
#include "cli/output.h"
#include "cli/session.h"
#include "kubernetes/versions.h"

namespace kcluster {
namespace {

#ifdef __clang__
constexpr const char* kCompiler = "clang++ " __clang_version__;
#else
constexpr const char* kCompiler = "g++ " __VERSION__;
#endif

/// kubeadm's keys but goVersion; the Kubernetes minors are what kcluster deploys.
Json facts() {
  Json minors = Json::array();
  for (const auto& row : known_minors()) minors.push_back(fmt::format("v1.{}", row.minor));
  const auto version = Version::parse(KCLUSTER_VERSION).value_or(Version{});
  const auto build = build_info();
  return {{"clientVersion",
           {{"major", std::to_string(version.major)},
            {"minor", std::to_string(version.minor)},
            {"gitVersion", version.text()},
            {"gitCommit", build.commit},
            {"gitTreeState", build.state},
            {"buildDate", build.date},
            {"compiler", kCompiler},
            {"platform", fmt::format("linux/{}", architecture)}}},
          {"kubernetes", minors}};
}

void print_version(const std::string& output) {
  if (output == "json" || output == "yaml") return print_value(facts(), output);
  if (output == "short") return fmt::print("v{}\n", KCLUSTER_VERSION);
  const auto minors = known_minors();
  fmt::print("kcluster version v{}, for Kubernetes v1.{} to v1.{}\n", KCLUSTER_VERSION,
             minors.front().minor, minors.back().minor);
}

}  // namespace

void add_version(CLI::App& command, Session& session) {
  command.add_option("-o,--output", session.globals.output, "text, short, json or yaml")
      ->check(CLI::IsMember({"text", "short", "json", "yaml"}));
  runs(command, session, [&session] { print_version(session.globals.output); });
}

}  // namespace kcluster
