#include "plan/corefile.h"

#include <algorithm>
#include <cctype>

#include "base/error.h"
#include "base/text.h"

namespace kcluster {
namespace {

constexpr const char* kRemedy = "look at it: kubectl -n kube-system get configmap coredns -o yaml";

using Lines = std::vector<Corefile::Words>;

bool is_blank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }

/// Words by line; a quoted one may go over several, and counts for the one it begins on.
class Lexer {
 public:
  explicit Lexer(const std::string& text) : text_(text) {}

  Lines lines() {
    while (at_ < text_.size()) step();
    end_line();
    return std::move(lines_);
  }

 private:
  void step() {
    const char next = text_[at_];
    if (next == '\n') end_line();
    if (is_blank(next))
      ++at_;
    else if (next == '#')
      at_ = std::min(text_.find('\n', at_), text_.size());
    else
      line_.push_back(next == '"' ? quoted() : plain());
  }
  std::string plain() {
    const auto begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  std::string quoted() {
    std::string word;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_.compare(at_, 2, "\\\"") == 0) ++at_;
      word += text_[at_];
    }
    if (at_ >= text_.size()) throw Error("a quoted word of the Corefile does not end", kRemedy);
    ++at_;
    return word;
  }
  void end_line() {
    if (!line_.empty()) lines_.push_back(std::move(line_));
    line_.clear();
  }

  const std::string& text_;
  std::size_t at_ = 0;
  Corefile::Words line_;
  Lines lines_;
};

void take(Corefile& made, unsigned depth, Corefile::Words words) {
  if (depth == 0)
    made.servers.push_back({std::move(words), {}});
  else if (depth == 1)
    made.servers.back().plugins.push_back({std::move(words), {}});
  else
    made.servers.back().plugins.back().options.push_back(std::move(words));
}

/// Whether such a block may begin there: in a server that is named, in a plugin that is.
bool may_open(const Corefile& made, unsigned depth) {
  return depth == 0 ? !made.servers.empty() : depth == 1 && !made.servers.back().plugins.empty();
}

std::string quoted_word(const std::string& word) {
  if (!word.empty() && std::none_of(word.begin(), word.end(), is_blank)) return word;
  std::string made = "\"";
  for (const char c : word) made += c == '"' ? "\\\"" : std::string(1, c);
  return made + "\"";
}

std::string shown(const Corefile::Words& words) {
  std::vector<std::string> out;
  for (const auto& word : words) out.push_back(quoted_word(word));
  return join(out, " ");
}

std::string plugin_text(const Corefile::Plugin& plugin) {
  std::string text = "    " + shown(plugin.words);
  if (plugin.options.empty()) return text + "\n";
  text += " {\n";
  for (const auto& option : plugin.options) text += "        " + shown(option) + "\n";
  return text + "    }\n";
}

}  // namespace

Corefile parse_corefile(const std::string& text) {
  Corefile made;
  unsigned depth = 0;
  for (auto& line : Lexer(text).lines()) {
    const bool opens = line.back() == "{";
    if (opens) line.pop_back();
    if (line == Corefile::Words{"}"}) {
      if (depth == 0) throw Error("a block of the Corefile ends that never began", kRemedy);
      --depth;
      continue;
    }
    if (!line.empty()) take(made, depth, std::move(line));
    if (!opens) continue;
    if (!may_open(made, depth)) throw Error("the Corefile's blocks lie too deep", kRemedy);
    ++depth;
  }
  if (depth) throw Error("a block of the Corefile does not end", kRemedy);
  return made;
}

std::string corefile_text(const Corefile& corefile) {
  std::vector<std::string> blocks;
  for (const auto& server : corefile.servers) {
    std::string text = shown(server.zones);
    if (!server.plugins.empty()) {
      text += " {\n";
      for (const auto& plugin : server.plugins) text += plugin_text(plugin);
      text += "}\n";
    }
    blocks.push_back(std::move(text));
  }
  return join(blocks, "\n");
}

}  // namespace kcluster
