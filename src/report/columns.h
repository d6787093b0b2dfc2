#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace kcluster {

/// Left-aligned columns, that many blanks apart, no blanks at a line's end; the first row is the
/// header. Ends with a newline.
std::string columns(const std::vector<std::vector<std::string>>& rows, std::size_t gap = 2);

/// "20 kB", "2.1 MB": powers of 1000, as etcdctl shows sizes.
std::string size_text(std::int64_t bytes);

}  // namespace kcluster
