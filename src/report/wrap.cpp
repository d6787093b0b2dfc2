#include "report/wrap.h"

#include <algorithm>
#include <vector>

namespace kcluster {
namespace {

constexpr std::size_t kColumns = 80;

/// Words, with a whole command as one.
std::vector<std::string> pieces(std::string_view text) {
  std::vector<std::string> all;
  std::string word;
  bool quoted = false;
  for (const char c : text) {
    if (c == '`') quoted = !quoted;
    if ((c == ' ' || c == '\n' || c == '\t') && !quoted) {
      if (!word.empty()) all.push_back(std::move(word));
      word.clear();
    } else {
      word += c;
    }
  }
  if (!word.empty()) all.push_back(std::move(word));
  return all;
}

}  // namespace

std::string wrapped(std::string_view label, std::string_view text, std::size_t indent) {
  std::string out, line(label);
  line.resize(std::max(indent, line.size()), ' ');
  bool begun = false;
  for (const auto& piece : pieces(text)) {
    if (begun && line.size() + 1 + piece.size() > kColumns) {
      out += line + "\n";
      line.assign(indent, ' ');
      begun = false;
    }
    line += (begun ? " " : "") + piece;
    begun = true;
  }
  return out + line + "\n";
}

}  // namespace kcluster
