#include "cli/app.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "base/error.h"
#include "cli/audit.h"
#include "cli/bundle.h"
#include "cli/doctor.h"
#include "cli/session.h"
#include "cli/slip.h"

namespace kcluster {
namespace {

constexpr Command kCommands[] = {
    {"init", "make this node the first control plane of a cluster", add_init},
    {"join", "make this node a worker or a further control plane of a cluster", add_join},
    {"upgrade", "bring a cluster to a newer version, and back", add_upgrade},
    {"reset", "take the cluster off this node", add_reset},
    {"preflight", "look whether this node is fit, change nothing", add_preflight},
    {"status", "show how the cluster is: nodes, components, etcd, certificates, tokens",
     add_status},
    {"doctor", "find out what is wrong with this node, roots first, and what mends it", add_doctor},
    {"audit", "check this node and its cluster against the CIS benchmark's points", add_audit},
    {"etcd", "look at the cluster's etcd, and after it", add_etcd},
    {"pod-network", "this node's part in the bridge network (--pod-network bridge)",
     add_pod_network},
    {"node", "take a node out of the cluster", add_node},
    {"token", "make, show and delete the tokens that nodes join with", add_token},
    {"join-command", "print a command with which a node joins now", add_join_command},
    {"reconfigure", "change what was settled when the cluster was made", add_reconfigure},
    {"certs", "look at this node's certificates, renew them, have them signed elsewhere",
     add_certs},
    {"encryption", "have Secrets stored encrypted, on all control planes", add_encryption},
    {"kubeconfig", "make kubeconfigs for further users", add_kubeconfig_files},
    {"config", "print and check configuration files", add_config},
    {"bundle", "carry the images of a Kubernetes version to nodes without a registry", add_bundle},
    {"recover", "put back what a command left that was cut off with the kubelet at rest",
     add_recover},
    {"completion", "print a script that completes kcluster's words in a shell", add_completion},
    {"man", "write the manual's pages into a folder", add_manual},
    {"version", "print the version of kcluster", add_version},
};

void add_globals(CLI::App& app, Globals& globals) {
  app.fallthrough();
  app.add_option("--rootfs", globals.rootfs, "the node's root folder")
      ->check(CLI::ExistingDirectory);
  app.add_option("-v,--v", globals.verbosity, "how much to tell, 0 to 5")->check(CLI::Range(0, 10));
  app.add_option("--progress", globals.progress, "lines, live or json (on stderr)");
}

using Words = std::span<char* const>;
constexpr const char* kSummary = "bootstrap and look after Kubernetes clusters";

void build(CLI::App& app, Session& session, const std::function<bool(std::string_view)>& wanted) {
  app.require_subcommand(1);
  add_globals(app, session.globals);
  for (const auto& row : kCommands) {
    auto* command = app.add_subcommand(row.name, row.summary);
    command->fallthrough();
    if (wanted(row.name)) row.add(*command, session);
  }
}

/// Only the commands that the words may mean get their options: half of a start would go into
/// hundreds of them otherwise.
void build_for(CLI::App& app, Session& session, Words words) {
  build(app, session, [words](std::string_view name) {
    return std::find(words.begin(), words.end(), name) != words.end();
  });
}

int fail(const Error& error) {
  const std::string text = render(error);
  std::fwrite(text.data(), 1, text.size(), stderr);
  return static_cast<int>(error.exit);
}

/// The words after the program's name, last first as CLI11 wants them. pflag, and so kubeadm and
/// kubectl, takes `-o=json` for `-o json`.
std::vector<std::string> reversed_words(Words argv) {
  std::vector<std::string> out;
  bool options = true;
  for (const std::string word : argv.subspan(std::min<std::size_t>(1, argv.size()))) {
    options = options && word != "--";
    const bool joined =
        options && word.size() > 2 && word[0] == '-' && word[1] != '-' && word[2] == '=';
    out.push_back(joined ? word.substr(0, 2) : word);
    if (joined) out.push_back(word.substr(3));
  }
  return {out.rbegin(), out.rend()};
}

// CLI11 reports --help by throwing too; what is left is the user's slip.
int read_and_run(CLI::App& app, Session& session, Words argv) {
  try {
    app.parse(reversed_words(argv));
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& slip) {
    throw slip_of(app, slip);
  }
  session.run();
  return static_cast<int>(Exit::ok);
}

}  // namespace

Outline whole_program() {
  CLI::App app(kSummary, "kcluster");
  Session session;
  build(app, session, [](std::string_view) { return true; });
  return outline_of(app);
}

int run_app(int argc, char** argv) {
  try {
    CLI::App app(kSummary, "kcluster");
    Session session;
    const Words words{argv, static_cast<std::size_t>(argc)};
    build_for(app, session, words);
    return read_and_run(app, session, words);
  } catch (const Error& error) {
    return fail(error);
  } catch (const std::exception& foreign) {
    return fail(Error(foreign.what(), "this is a fault of kcluster; please report it"));
  }
}

}  // namespace kcluster
