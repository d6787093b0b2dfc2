#include "report/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace kcluster {
namespace {

using Lines = std::vector<std::string>;
constexpr std::size_t kUnchanged = 3;
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
std::vector<bool> near_changes(const std::vector<Edit>& edits, std::size_t context) {
  std::vector<bool> near(edits.size());
  for (std::size_t at = 0; at < edits.size(); ++at) {
    if (edits[at].mark == ' ') continue;
    const std::size_t end = std::min(edits.size(), at + context + 1);
    for (std::size_t i = at - std::min(at, context); i < end; ++i) near[i] = true;
  }
  return near;
}

/// Lines of one side in a hunk: from where (1-based; of none the line before), how many.
std::string range(std::size_t before, std::size_t count) {
  const auto from = count == 0 ? before : before + 1;
  return count == 1 ? fmt::format("{}", from) : fmt::format("{},{}", from, count);
}

/// Runs of edits that are shown together, with the lines that go before on both sides.
struct Hunk {
  std::size_t old_before = 0, new_before = 0, old_count = 0, new_count = 0;
  std::string body;

  void add(const Edit& edit) {
    old_count += edit.mark != '+';
    new_count += edit.mark != '-';
    body += edit.mark + *edit.line + "\n";
  }
  std::string text() const {
    return body.empty() ? ""
                        : fmt::format("@@ -{} +{} @@\n{}", range(old_before, old_count),
                                      range(new_before, new_count), body);
  }
};

}  // namespace

std::string unified_diff(const DiffSide& before, const DiffSide& after, std::size_t lines) {
  if (before.text == after.text) return {};
  const Lines a = lines_of(before.text), b = lines_of(after.text);
  const auto all = edits(a, b);
  const auto near = near_changes(all, lines);
  std::string out = fmt::format("--- {}\n+++ {}\n", before.name, after.name);
  Hunk hunk;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (near[at]) {
      hunk.add(all[at]);
      continue;
    }
    out += hunk.text();
    hunk = {hunk.old_before + hunk.old_count + 1, hunk.new_before + hunk.new_count + 1, 0, 0, {}};
  }
  return out + hunk.text();
}

std::string diff_lines(std::string_view before, std::string_view after) {
  if (before == after) return {};
  const Lines a = lines_of(before), b = lines_of(after);
  const auto all = edits(a, b);
  const auto near = near_changes(all, kUnchanged);
  std::string out;
  for (std::size_t at = 0; at < all.size(); ++at) {
    if (near[at]) out += std::string(1, all[at].mark) + " " + *all[at].line + "\n";
    if (!near[at] && at && near[at - 1]) out += "  …\n";
  }
  return out;
}

}  // namespace kcluster
