#pragma once
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "cli/session.h"
#include "config/flags.h"
#include "plan/init.h"
#include "workflow/ports.h"
#include "workflow/steps.h"

namespace kcluster {

/// What the command line says to init, its phases and preflight.
struct InitOptions {
  InitFlags flags;
  std::string pod_network = "none";  ///< none, bridge or a manifest's path
  std::string profile;               ///< "" or "hardened"
  std::string encrypt_secrets;       ///< "secretbox", …; empty: as the configuration has it
  BundleChoice bundle;
};

/// kubeadm init's flags, under the same names.
void add_init_flags(CLI::App& command, InitOptions& options);

/// Everything settled, nothing changed yet.
struct Prepared {
  Config settled;
  InitPlan plan;
  Beginning beginning = Beginning::fresh;
  bool finished = false;  ///< this very cluster stands already
};

/// The whole command, or a phase or look of its own, which may be about other wishes.
enum class Scope { whole, part };

/// Reads the configuration, looks at the node, settles and plans. `observed` is what is really
/// there, also in a dry run. Warnings are told. Throws Error (exit usage) with all faults, or for
/// the whole command when the node's journal holds other wishes.
Prepared prepare_init(const InitOptions& options, Scope scope, Ports& observed);

/// Throws Error (exit usage) for a name that is no phase, with the nearest one.
void check_phase_names(const std::string& phase, const std::vector<std::string>& skipped);

/// What would otherwise fail in a late phase, when much is done already. Patches that are left out
/// are told as warnings. Throws Error (exit usage).
void check_early(const InitPlan& plan, const Surroundings& around, const Ports& ports);

/// The rows that are due: of one phase or part ("certs/ca"), or with "" of the whole table.
/// `prepared` and `ports` must outlive them.
std::vector<Step> init_steps(const Prepared& prepared, Ports& ports, const std::string& phase = {});

/// The whole command on these ports: checks, journal, phases, last words, journal closed.
void run_whole(const Prepared& prepared, const InitOptions& options, Ports& ports,
               std::stop_token stop, const std::function<void()>& last_words);

/// The text of a configuration file, "-" is standard input. Throws Error (exit usage).
std::string read_configuration(const std::string& path, const Files& files);

/// The configuration file with the flags laid over it; warnings are told. Throws Error (exit
/// usage).
Config read_wishes(const InitFlags& flags, const Ports& ports);

/// What of a node's registration a journal keeps.
Json node_wishes(const NodeRegistration& node, const std::string& patches);

/// What the journal keeps to recognise the same init by: the settled configuration, no secrets.
Json wishes_of(const Config& settled, const InitOptions& options);

}  // namespace kcluster
