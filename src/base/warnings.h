#pragma once
#include <span>

#include "base/event.h"
#include "base/finding.h"

namespace kcluster {

/// The warnings among the findings, each with its place and remedy.
void tell_warnings(const Tell& sink, std::span<const Finding> findings);

}  // namespace kcluster
