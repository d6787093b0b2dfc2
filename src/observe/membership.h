#pragma once
#include "config/join.h"
#include "host/files.h"

namespace kcluster {

/// What this node was made a member of its cluster with, as its own files still say it: name,
/// runtime's socket and, on a control plane, where its API server says to be. Throws Error for a
/// node that is in no cluster.
JoinConfiguration observe_membership(const Files& files);

}  // namespace kcluster
