#pragma once
#include <string>

#include "cli/outline.h"

namespace kcluster {

/// Scripts that let a shell complete the program's command line. They carry every word in
/// themselves: pressing the tabulator starts no program.
std::string bash_completion(const Outline& top);
std::string zsh_completion(const Outline& top);
std::string fish_completion(const Outline& top);

}  // namespace kcluster
