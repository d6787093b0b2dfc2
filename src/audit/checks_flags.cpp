#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "audit/checks.h"
#include "audit/verdicts.h"
#include "base/net.h"
#include "base/text.h"

namespace kcluster {
namespace {

const char* word(bool truth) { return truth ? "true" : "false"; }

std::string not_given(const std::string& name, const std::string& otherwise) {
  const auto words = "--" + name + " is not given";
  return otherwise.empty() ? words : words + ", which means " + otherwise;
}

std::optional<long> number_in(const std::string& text) {
  long number = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, fault] = std::from_chars(text.data(), end, number);
  return fault == std::errc{} && rest == end ? std::optional(number) : std::nullopt;
}

std::string shown_list(const AuditedProgram& program, const char* name,
                       const std::vector<std::string>& items) {
  return program.flags.value(name) ? fmt::format("--{}={}", name, join(items, ","))
                                   : not_given(name, "");
}

}  // namespace

bool is_true(const std::string& text) {
  const auto small = lower(text);
  return small == "true" || small == "t" || small == "1";
}

FlagSeen flag_seen(const AuditedProgram& program, const std::string& name,
                   const std::string& otherwise) {
  const auto value = program.flags.value(name);
  if (!value) return {otherwise, false, not_given(name, otherwise)};
  return {*value, true, fmt::format("--{}={}", name, *value)};
}

Verdict truth_is(const AuditedProgram& program, const Truth& flag) {
  if (!program.fault.empty()) return unknown(program.fault);
  const auto seen = flag_seen(program, flag.name, word(flag.otherwise));
  if (is_true(seen.value) == flag.wanted) return met(seen.words);
  return unmet_flag(program, seen.words, flag.name, word(flag.wanted));
}

Verdict texts_given(const AuditedProgram& program, std::initializer_list<Text> flags) {
  if (!program.fault.empty()) return unknown(program.fault);
  std::vector<std::string> words;
  for (const auto& flag : flags) {
    const auto seen = flag_seen(program, flag.name, "");
    if (seen.value.empty()) return unmet_flag(program, seen.words, flag.name, flag.usual);
    words.push_back(seen.words);
  }
  return met(join(words, " "));
}

Verdict flag_absent(const AuditedProgram& program, const std::string& name) {
  if (!program.fault.empty()) return unknown(program.fault);
  const auto seen = flag_seen(program, name, "");
  if (seen.value.empty()) return met(seen.words);
  return unmet_by_flag(program, seen.words, "--" + name);
}

Verdict number_at_least(const AuditedProgram& program, const Number& flag) {
  if (!program.fault.empty()) return unknown(program.fault);
  const auto seen = flag_seen(program, flag.name, "");
  const auto number = number_in(seen.value);
  if (number && *number >= flag.least) return met(seen.words);
  return unmet_flag(program, seen.words, flag.name, std::to_string(flag.least));
}

Verdict list_has(const AuditedProgram& program, const char* name, const char* item) {
  if (!program.fault.empty()) return unknown(program.fault);
  auto items = program.flags.list(name);
  const auto shown = shown_list(program, name, items);
  if (std::count(items.begin(), items.end(), item)) return met(shown);
  items.emplace_back(item);
  return unmet_flag(program, shown, name, join(items, ","));
}

Verdict list_lacks(const AuditedProgram& program, const char* name, const char* item) {
  if (!program.fault.empty()) return unknown(program.fault);
  auto items = program.flags.list(name);
  const auto shown = shown_list(program, name, items);
  if (!std::erase(items, item)) return met(shown);
  return items.empty() ? unmet_by_flag(program, shown, std::string("--") + name)
                       : unmet_flag(program, shown, name, join(items, ","));
}

Verdict listens_to_itself(const AuditedProgram& program, const char* name) {
  if (!program.fault.empty()) return unknown(program.fault);
  const auto seen = flag_seen(program, name, "0.0.0.0");
  const auto address = parse_ip(seen.value);
  if (address && address->loopback()) return met(seen.words);
  return unmet_flag(program, seen.words, name, "127.0.0.1");
}

std::vector<std::string> strong_suites() {
  return {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"};
}

std::optional<std::vector<std::string>> weak_suites(const TlsSeen& seen) {
  if (seen.least_version == "VersionTLS13") return std::vector<std::string>{};
  if (seen.suites.empty()) return std::nullopt;
  auto strong = strong_suites();
  strong.insert(strong.end(),
                {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
                 "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305"});
  std::vector<std::string> weak;
  for (const auto& each : seen.suites)
    if (!std::count(strong.begin(), strong.end(), each)) weak.push_back(each);
  return weak;
}

}  // namespace kcluster
