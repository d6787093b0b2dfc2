#pragma once
#include <span>
#include <string>
#include <vector>

#include "audit/evidence.h"

namespace kcluster {

/// A control plane and its cluster on which every point passes.
AuditEvidence sound_evidence();

/// Evidence with which one point does not pass.
struct Spoiled {
  const char* id;
  void (*spoil)(AuditEvidence& seen);
};
std::span<const Spoiled> spoiled_evidence();

/// The program with that flag instead of any of its name; "": without one.
void give(AuditEvidence::Program& program, const std::string& name, const std::string& value);
AuditEvidence::File& file(AuditEvidence& seen, const std::string& path);

}  // namespace kcluster
