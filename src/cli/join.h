#pragma once
#include "cli/init.h"
#include "cli/session.h"
#include "config/join.h"
#include "phases/join.h"
#include "plan/join.h"
#include "workflow/journal.h"
#include "workflow/ports.h"

namespace kcluster {

struct JoinOptions {
  JoinFlags flags;
  BundleChoice bundle;
};

/// kubeadm join's argument and flags, under the same names.
void add_join_flags(CLI::App& command, JoinOptions& options);
/// By what a cluster that is found with a token is known: its authority's public key, or nothing.
void add_authority_flags(CLI::App& command, JoinFlags& flags);

/// What is settled before the cluster is looked for; nothing is changed yet.
struct PreparedJoin {
  JoinConfiguration settled;
  Seen seen;
  JoinPlan plan;  ///< its first stage, then all of it
  Beginning beginning = Beginning::fresh;
  bool finished = false;  ///< this node belongs to the cluster already
  BundleChoice bundle;
};

/// Reads the wishes, looks at the node, settles and plans the first stage. Warnings are told.
/// Throws Error (exit usage) with all faults, or for the whole command when the node's journal
/// holds other wishes.
PreparedJoin prepare_join(const JoinOptions& options, Scope scope, Ports& observed);

/// Discovers the cluster, reads from it, and plans the rest.
void complete_join(PreparedJoin& prepared, Ports& observed);

/// What the journal keeps to recognise the same join by: no secrets, and nothing that a new join
/// command may say otherwise.
Json wishes_of(const JoinConfiguration& settled);

}  // namespace kcluster
