#pragma once
#include <string>
#include <string_view>

#include "cli/outline.h"

namespace kcluster {

/// Scripts that let a shell complete the program's command line. They carry every word in
/// themselves: pressing the tabulator starts no program.
std::string bash_completion(const Outline& top);
std::string zsh_completion(const Outline& top);
std::string fish_completion(const Outline& top);

/// A word for bash, zsh and fish in single quotes, whatever is in it.
std::string shell_quoted(std::string_view word);

}  // namespace kcluster
