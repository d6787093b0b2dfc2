#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace kcluster {

/// Of a table, cell by cell.
using Rows = std::vector<std::vector<std::string>>;

/// Blanks between the columns of kubeadm's own tables.
inline constexpr std::size_t kubeadm_gap = 3;

/// Left-aligned columns, that many blanks apart, no blanks at a line's end; the first row is the
/// header. Ends with a newline.
std::string columns(const Rows& rows, std::size_t gap = 2);

/// How a table shows what is not there: "-" for "".
std::string or_dash(const std::string& text);

/// "20 kB", "2.1 MB": powers of 1000, as etcdctl shows sizes.
std::string size_text(std::int64_t bytes);

}  // namespace kcluster
