#pragma once
#include <string>

#include "base/event.h"

namespace kcluster {

enum class Progress { lines, live, json };

/// How events reach stderr: plain lines in a pipe, a live line on a terminal, JSON lines on
/// request. The verbosity is -v: at 0 phases and waits, from 1 every change that the ports tell.
Tell progress_renderer(Progress progress, int verbosity);

/// "live" on a terminal unless asked otherwise; name: "", "lines", "live", "json".
Progress choose_progress(const std::string& name);

}  // namespace kcluster
