#pragma once
#include <optional>
#include <span>
#include <string>

#include "host/files.h"
#include "pki/certificate.h"

namespace kcluster {

/// A recovery of this node's certificates that was begun and has not ended.
struct Recovery {
  Moment begun{};  ///< what was made since then is new
  Path before;     ///< the folder that keeps what was there
};

/// nullopt: none was begun. Throws Error for notes that cannot be read.
std::optional<Recovery> read_recovery(const Files& files);

/// The one that was cut off, or a new one, noted before anything else is changed.
Recovery begin_recovery(Files& files, Time now);
void end_recovery(Files& files);

/// Keeps a copy of each of these files that is there, unless the folder has one already: the first
/// is what was there before. Mode 0600 in folders of mode 0700.
void keep_before(const Recovery& recovery, std::span<const std::string> all, Files& files);

}  // namespace kcluster
