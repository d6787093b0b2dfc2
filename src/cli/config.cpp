#include "cli/config.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/warnings.h"
#include "cli/init.h"
#include "cli/node.h"
#include "config/join.h"
#include "config/load.h"
#include "config/print.h"
#include "config/reset.h"
#include "config/upgrade.h"
#include "plan/components.h"

namespace kcluster {
namespace {

void validate_file(const Globals& globals, const std::string& path) {
  Node node(globals, Node::Effects::real);
  const auto& ports = node.ports();
  tell_warnings(ports.tell, check_configuration(read_configuration(path, ports.files), path));
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
  // kubeadm's; old versions are always read here, with a warning, and there are no experimental
  // ones
  const std::string same = "makes no difference";
  command->add_flag("--allow-deprecated-api", same);
  command->add_flag("--allow-experimental-api", same);
  runs(*command, session, [&session, path] { validate_file(session.globals, *path); });
}

void add_reset_defaults(CLI::App& print, Session& session) {
  auto* command = print.add_subcommand("reset-defaults", "what reset does without a file");
  runs(*command, session, [] { fmt::print("{}", print_reset_defaults()); });
}

void add_upgrade_defaults(CLI::App& print, Session& session) {
  auto* command = print.add_subcommand("upgrade-defaults", "what upgrade does without a file");
  runs(*command, session, [] { fmt::print("{}", print_upgrade_defaults()); });
}

void add_print(CLI::App& config, Session& session) {
  auto* print = config.add_subcommand("print", "print default configurations");
  print->require_subcommand(1);
  add_reset_defaults(*print, session);
  add_upgrade_defaults(*print, session);
  auto* command = print->add_subcommand("init-defaults", "what init does without a file");
  auto kinds = std::make_shared<std::vector<std::string>>();
  command->add_option("--component-configs", *kinds, "KubeletConfiguration, KubeProxyConfiguration")
      ->delimiter(',')
      ->check(CLI::IsMember({"KubeletConfiguration", "KubeProxyConfiguration"}));
  runs(*command, session, [kinds] { print_defaults(*kinds); });
  auto* join = print->add_subcommand("join-defaults", "what join takes for granted, and examples");
  runs(*join, session, [] { fmt::print("{}", print_join_defaults()); });
}

}  // namespace

void add_config(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  add_validate(command, session);
  add_print(command, session);
  add_images(command, session);
  add_config_diff(command, session);
}

}  // namespace kcluster
