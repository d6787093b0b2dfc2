#include <algorithm>

#include "base/text.h"
#include "diagnosis/mask.h"
#include "diagnosis/mask_words.h"

namespace kcluster {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}
bool of_name(char c) { return is_letter(c) || c == '_' || c == '-'; }
bool of_word(char c) {
  return is_letter(c) || std::string_view("+/=_.-").find(c) != std::string_view::npos;
}
bool ends_value(char c) {
  return std::string_view(" \t\"',}];\\").find(c) != std::string_view::npos;
}
bool between(char c) { return std::string_view(" \t\"'\\").find(c) != std::string_view::npos; }

template <class Fits>
std::size_t run_end(std::string_view line, std::size_t at, Fits fits) {
  while (at < line.size() && fits(line[at])) ++at;
  return at;
}

/// Where the value of a name that ends there begins: behind ":" or "=", of a flag behind a blank
/// too; npos: there is none.
std::size_t value_begin(std::string_view line, std::size_t name_end, bool is_flag) {
  auto at = run_end(line, name_end, between);
  if (at < line.size() && (line[at] == ':' || line[at] == '='))
    return run_end(line, at + 1, between);
  return is_flag && at > name_end ? at : std::string_view::npos;
}

/// "token: x", "--token x", "token=x", "\"token\":\"x\"".
std::string mask_named(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const auto end = run_end(line, at, of_name);
    if (end == at) {
      out += line[at++];
      continue;
    }
    const auto name = line.substr(at, end - at);
    out += name;
    at = end;
    if (!is_secret_name(name)) continue;
    const auto begin = value_begin(line, end, name.starts_with("--"));
    if (begin == line.npos) continue;
    const auto finish = run_end(line, begin, [](char c) { return !ends_value(c); });
    const auto value = line.substr(begin, finish - begin);
    out += line.substr(end, begin - end);
    out += is_secret_value(value) ? masked : std::string(value);
    at = finish;
  }
  return out;
}

/// Words that show by themselves what they are, and what follows Bearer and Basic. A word may hold
/// a path or a name in front of a token, so its parts are looked at as well.
std::string mask_words(std::string_view line) {
  std::string out;
  std::string_view last;
  for (std::size_t at = 0; at < line.size();) {
    const auto end = run_end(line, at, of_word);
    if (end == at) {
      out += line[at++];
      continue;
    }
    const auto word = line.substr(at, end - at);
    const bool follows = last == "Bearer" || last == "Basic" || last == "bearer";
    const auto equals = word.rfind('=', word.size() - 2);
    const auto tail = equals == word.npos ? word : word.substr(equals + 1);
    if (follows || is_secret_word(word, out))
      out += masked;
    else if (is_secret_word(tail, out))
      out += std::string(word.substr(0, word.size() - tail.size())) + masked;
    else
      out += word;
    last = word;
    at = end;
  }
  return out;
}

/// https://user:password@host
std::string mask_user(std::string line) {
  for (auto at = line.find("://"); at != line.npos; at = line.find("://", at + 3)) {
    const auto end = line.find_first_of(" \t\"'/,", at + 3);
    const auto sign = line.rfind('@', end == line.npos ? line.size() : end);
    if (sign != line.npos && sign > at + 3) line.replace(at + 3, sign - at - 3, masked);
  }
  return line;
}

/// "- name: DB_PASSWORD" makes the next line's value secret.
std::string mask_value_line(const std::string& line) {
  const auto at = line.find("value:");
  return at == line.npos ? line : line.substr(0, at) + "value: " + masked;
}

bool names_secret(std::string_view line) {
  const auto at = line.find("name:");
  return at != line.npos && is_secret_name(trim(line.substr(at + 5)));
}

}  // namespace

std::string mask_text(std::string_view text) {
  std::vector<std::string> lines;
  bool in_key = false, after_name = false;
  for (const auto& line : split(text, '\n')) {
    const bool begins =
        line.find("PRIVATE KEY-----") != line.npos && line.find("-----BEGIN") != line.npos;
    if (begins) lines.emplace_back(masked);
    in_key = in_key || begins;
    if (in_key) {
      in_key = line.find("-----END") == line.npos;
      continue;
    }
    auto clean = mask_user(mask_words(mask_named(line)));
    lines.push_back(after_name ? mask_value_line(clean) : clean);
    after_name = names_secret(line);
  }
  return join(lines, "\n");
}

}  // namespace kcluster
