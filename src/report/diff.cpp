#include "report/diff.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace kcluster {
namespace {

using Lines = std::vector<std::string>;
constexpr std::size_t kContext = 3;
// Beyond this the table of common lines would be too large; such files are shown whole.
constexpr std::size_t kTooLong = 4000;

struct Edit {
  char mark;
  const std::string* line;
};

Lines lines_of(std::string_view text) {
  Lines lines = split(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

// Lengths of the longest common run of lines from (i, j) to both ends.
std::vector<std::vector<unsigned>> common(const Lines& a, const Lines& b) {
  std::vector<std::vector<unsigned>> table(a.size() + 1, std::vector<unsigned>(b.size() + 1));
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      table[i][j] =
          a[i] == b[j] ? table[i + 1][j + 1] + 1 : std::max(table[i + 1][j], table[i][j + 1]);
  return table;
}

std::vector<Edit> edits(const Lines& a, const Lines& b) {
  std::vector<Edit> out;
  std::size_t i = 0, j = 0;
  if (a.size() <= kTooLong && b.size() <= kTooLong) {
    const auto table = common(a, b);
    while (i < a.size() && j < b.size()) {
      if (a[i] == b[j]) {
        out.push_back({' ', &a[i++]});
        ++j;
      } else if (table[i + 1][j] >= table[i][j + 1]) {
        out.push_back({'-', &a[i++]});
      } else {
        out.push_back({'+', &b[j++]});
      }
    }
  }
  while (i < a.size()) out.push_back({'-', &a[i++]});
  while (j < b.size()) out.push_back({'+', &b[j++]});
  return out;
}

// Which lines lie near enough to a change to be shown.
std::vector<bool> near_changes(const std::vector<Edit>& edits) {
  std::vector<bool> near(edits.size());
  for (std::size_t at = 0; at < edits.size(); ++at) {
    if (edits[at].mark == ' ') continue;
    const std::size_t end = std::min(edits.size(), at + kContext + 1);
    for (std::size_t i = at - std::min(at, kContext); i < end; ++i) near[i] = true;
  }
  return near;
}

}  // namespace

std::string diff_lines(std::string_view before, std::string_view after) {
  if (before == after) return {};
  const Lines a = lines_of(before), b = lines_of(after);
  const auto all = edits(a, b);
  const auto near = near_changes(all);
  std::string out;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (near[at]) out += std::string(1, all[at].mark) + " " + *all[at].line + "\n";
    if (!near[at] && at && near[at - 1]) out += "  …\n";
  }
  return out;
}

}  // namespace kcluster
