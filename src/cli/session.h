#pragma once
#include <functional>
#include <string>

#include "cli/cli11.h"

namespace kcluster {

/// Options that every command has.
struct Globals {
  std::string rootfs = "/";     ///< the node's root folder
  int verbosity = 0;            ///< -v N
  std::string progress;         ///< "", "lines", "live", "json"
  std::string output = "text";  ///< text, json, yaml
};

/// What the command line chose; the parse only notes it, run_app runs it.
struct Session {
  Globals globals;
  std::function<void()> run;
};

/// What the program does where that command is chosen, and no subcommand that says otherwise.
void runs(CLI::App& command, Session& session, std::function<void()> run);

/// One row of the program's commands.
struct Command {
  const char* name;
  const char* summary;
  void (*add)(CLI::App& command, Session& session);  ///< adds flags, subcommands and sets run
};

void add_init(CLI::App& command, Session& session);
void add_join(CLI::App& command, Session& session);
void add_preflight(CLI::App& command, Session& session);
void add_config(CLI::App& command, Session& session);
void add_etcd(CLI::App& command, Session& session);
void add_status(CLI::App& command, Session& session);
void add_pod_network(CLI::App& command, Session& session);
void add_reconfigure(CLI::App& command, Session& session);
void add_encryption(CLI::App& command, Session& session);
void add_reset(CLI::App& command, Session& session);
void add_upgrade(CLI::App& command, Session& session);
void add_node(CLI::App& command, Session& session);
void add_recover(CLI::App& command, Session& session);
void add_token(CLI::App& command, Session& session);
void add_join_command(CLI::App& command, Session& session);
void add_certs(CLI::App& command, Session& session);
void add_kubeconfig_files(CLI::App& command, Session& session);
void add_completion(CLI::App& command, Session& session);
void add_manual(CLI::App& command, Session& session);
void add_version(CLI::App& command, Session& session);

}  // namespace kcluster
