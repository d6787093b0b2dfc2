#pragma once
#include <span>
#include <string>

#include "host/change.h"

namespace kcluster {

/// What a dry run would have done to the node's files: one heading a change, contents as a diff, a
/// secret's by its length alone.
std::string changes_text(std::span<const Change> changes);

}  // namespace kcluster
