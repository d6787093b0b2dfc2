#include "diagnosis/mask_words.h"

#include <algorithm>

#include "base/text.h"

namespace kcluster {
namespace {

constexpr std::string_view kNames[] = {
    "token",           "password",   "passwd",          "passphrase",
    "secret",          "credential", "client-key-data", "certificatekey",
    "certificate-key", "apikey",     "api-key",         "api_key",
    "private",         "auth"};
/// They sound alike and hold nothing.
constexpr std::string_view kHarmless[] = {
    "ttl",   "author",     "authorization-mode",        "usage",
    "group", "secretname", "authentication-kubeconfig", "cert-hash"};
constexpr std::string_view kPaths[] = {"/etc/", "/var/", "/run/", "/usr/", "/root/", "/opt/"};
constexpr std::string_view kIdentities[] = {"sha256:", "containerd://", "cri-o://", "docker://"};
constexpr std::size_t kTokenId = 6, kTokenSecret = 16, kHexKey = 64;

template <class Table>
bool holds_any(std::string_view text, const Table& table) {
  return std::any_of(std::begin(table), std::end(table),
                     [&](std::string_view part) { return text.find(part) != text.npos; });
}

template <class Table>
bool starts_with_any(std::string_view text, const Table& table) {
  return std::any_of(std::begin(table), std::end(table),
                     [&](std::string_view part) { return text.starts_with(part); });
}

template <class Table>
bool ends_with_any(std::string_view text, const Table& table) {
  return std::any_of(std::begin(table), std::end(table),
                     [&](std::string_view part) { return text.ends_with(part); });
}

bool all_of(std::string_view text, bool (*fits)(char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

bool is_token_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_bootstrap_token(std::string_view word) {
  return word.size() == kTokenId + 1 + kTokenSecret && word[kTokenId] == '.' &&
         all_of(word.substr(0, kTokenId), is_token_letter) &&
         all_of(word.substr(kTokenId + 1), is_token_letter);
}

// "-----BEGIN " in base64 is LS0tLS1CRUdJTi; what goes on with " CERTIFICATE" is public.
bool is_encoded_key(std::string_view word) {
  return word.starts_with("LS0tLS1CRUdJTi") && !word.starts_with("LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS");
}

bool is_web_token(std::string_view word) {
  return word.starts_with("eyJ") && word.size() > kHexKey && word.find('.') != word.npos;
}

}  // namespace

bool is_secret_name(std::string_view name) {
  const auto plain = lower(name);
  return holds_any(plain, kNames) && !holds_any(plain, kHarmless);
}

bool is_secret_value(std::string_view value) {
  const auto text = trim(value);
  if (text.empty() || text == "true" || text == "false" || text == "null" || text == "{}" ||
      text == "[]")
    return false;
  if (starts_with_any(text, kPaths)) return false;
  return !(all_of(text, is_digit) && text.size() < kTokenId);
}

bool is_secret_word(std::string_view word, std::string_view before) {
  if (is_bootstrap_token(word) || is_encoded_key(word) || is_web_token(word)) return true;
  return word.size() == kHexKey && all_of(word, is_hex) && !ends_with_any(before, kIdentities);
}

}  // namespace kcluster
