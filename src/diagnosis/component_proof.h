#pragma once
#include "diagnosis/ailments.h"

/// What proofs about components share.
namespace kcluster {

/// A static pod that the runtime does not run: its state and last lines. nullopt: it runs, or
/// nobody can say.
std::optional<Proof> container_down(const Examination& seen, const std::string& component);

/// The same, or what its health endpoint says.
std::optional<Proof> component_down(const Examination& seen, const std::string& component);

/// How to learn more of one whose reason is not known.
std::string component_remedy(const std::string& component);

}  // namespace kcluster
