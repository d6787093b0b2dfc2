#pragma once
#include <functional>

#include "workflow/journal.h"
#include "workflow/steps.h"

namespace kcluster {

/// A whole command: the checks in front, then the journal (in the place of what a reset noted), the
/// other steps, what is left to be said, and the journal's end. It begins once the node was found
/// fit: what lies there from then on is ours. It ends after the last word was printed: whoever cuts
/// that off sees the same by a second run.
void run_journalled(std::span<const Step> steps, Journal journal, Files& files, const Tell& tell,
                    std::stop_token stop, const std::function<void()>& last_words);

}  // namespace kcluster
