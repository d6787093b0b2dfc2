#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// A word for bash, zsh and fish in single quotes, whatever is in it.
std::string shell_quoted(std::string_view word);

}  // namespace kcluster
