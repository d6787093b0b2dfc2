#include "cli/app.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "base/error.h"
#include "cli/session.h"
#include "cli/slip.h"

namespace kcluster {
namespace {

constexpr Command kCommands[] = {
    {"init", "make this node the first control plane of a cluster", add_init},
    {"join", "make this node a worker or a further control plane of a cluster", add_join},
    {"reset", "take the cluster off this node", add_reset},
    {"preflight", "look whether this node is fit, change nothing", add_preflight},
    {"status", "show how the cluster is: nodes, components, etcd, certificates, tokens",
     add_status},
    {"etcd", "look at the cluster's etcd, and after it", add_etcd},
    {"pod-network", "this node's part in the bridge network (--pod-network bridge)",
     add_pod_network},
    {"node", "take a node out of the cluster", add_node},
    {"token", "make, show and delete the tokens that nodes join with", add_token},
    {"join-command", "print a command with which a node joins now", add_join_command},
    {"reconfigure", "change what was settled when the cluster was made", add_reconfigure},
    {"config", "print and check configuration files", add_config},
    {"version", "print the version of kcluster", add_version},
};

void add_globals(CLI::App& app, Globals& globals) {
  app.fallthrough();
  app.add_option("--rootfs", globals.rootfs, "the node's root folder")
      ->check(CLI::ExistingDirectory);
  app.add_option("-v", globals.verbosity, "how much to tell, 0 to 5")->check(CLI::Range(0, 10));
  app.add_option("--progress", globals.progress, "lines, live or json (on stderr)");
}

using Words = std::span<char* const>;

/// Only the commands that the words may mean get their options: half of a start would go into
/// hundreds of them otherwise.
void build(CLI::App& app, Session& session, Words words) {
  app.require_subcommand(1);
  add_globals(app, session.globals);
  for (const auto& row : kCommands) {
    auto* command = app.add_subcommand(row.name, row.summary);
    command->fallthrough();
    if (std::find(words.begin(), words.end(), std::string_view(row.name)) != words.end())
      row.add(*command, session);
  }
}

int fail(const Error& error) {
  const std::string text = render(error);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return static_cast<int>(error.exit);
}

// CLI11 reports --help by throwing too; what is left is the user's slip.
int read_and_run(CLI::App& app, Session& session, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& slip) {
    throw slip_of(app, slip);
  }
  session.run();
  return static_cast<int>(Exit::ok);
}

}  // namespace

int run_app(int argc, char** argv) {
  try {
    CLI::App app("bootstrap and look after Kubernetes clusters", "kcluster");
    Session session;
    build(app, session, {argv, static_cast<std::size_t>(argc)});
    return read_and_run(app, session, argc, argv);
  } catch (const Error& error) {
    return fail(error);
  } catch (const std::exception& foreign) {
    return fail(Error(foreign.what(), "this is a fault of kcluster; please report it"));
  }
}

}  // namespace kcluster
