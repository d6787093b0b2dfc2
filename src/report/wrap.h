#pragma once
#include <string>
#include <string_view>

namespace kcluster {

/// "  remedy:  TEXT" with later lines below the text's beginning, at most 80 columns where blanks
/// allow it. What stands in backquotes, a command, stays on one line. Ends with a newline.
std::string wrapped(std::string_view label, std::string_view text, std::size_t indent);

}  // namespace kcluster
