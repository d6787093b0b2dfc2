#include <fmt/format.h>

#include <cstdio>
#include <iostream>
#include <iterator>

#include "base/error.h"
#include "base/text.h"
#include "cli/node.h"
#include "cli/session.h"
#include "config/load.h"
#include "config/print.h"
#include "plan/components.h"

namespace kcluster {
namespace {

std::string text_of(const std::string& path, const Files& files) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  auto text = files.read(path);
  if (!text) throw Error("there is no configuration file " + path, "check --config", Exit::usage);
  return *text;
}

void validate_file(const Globals& globals, const std::string& path) {
  Node node(globals, Node::Effects::real);
  for (const auto& finding : check_configuration(text_of(path, node.ports().files), path))
    tell(node.ports().tell, {Event::Kind::warning, finding.place, finding.what});
  fmt::print("ok\n");
}

void print_defaults(const std::vector<std::string>& kinds) {
  const Config config = init_defaults();
  std::vector<Json> documents;
  for (const auto& kind : kinds)
    documents.push_back(kind == "KubeletConfiguration" ? complete_kubelet(config)
                                                       : complete_proxy(config));
  fmt::print("{}", print_init_defaults(documents));
}

void add_validate(CLI::App& config, Session& session) {
  auto* command = config.add_subcommand("validate", "check a configuration file");
  auto path = std::make_shared<std::string>();
  command->add_option("--config", *path, "the file, - for standard input")->required();
  command->callback([&session, path] {
    session.run = [&session, path] { validate_file(session.globals, *path); };
  });
}

void add_print(CLI::App& config, Session& session) {
  auto* print = config.add_subcommand("print", "print default configurations");
  print->require_subcommand(1);
  auto* command = print->add_subcommand("init-defaults", "what init does without a file");
  auto kinds = std::make_shared<std::vector<std::string>>();
  command->add_option("--component-configs", *kinds, "KubeletConfiguration, KubeProxyConfiguration")
      ->delimiter(',')
      ->check(CLI::IsMember({"KubeletConfiguration", "KubeProxyConfiguration"}));
  command->callback([&session, kinds] { session.run = [kinds] { print_defaults(*kinds); }; });
}

}  // namespace

void add_config(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  add_validate(command, session);
  add_print(command, session);
}

}  // namespace kcluster
