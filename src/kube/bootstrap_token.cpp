#include "kube/bootstrap_token.h"

#include <cstdio>
#include <ctime>

#include "base/text.h"
#include "host/random.h"
#include "kubernetes/names.h"

namespace kcluster {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

}  // namespace

FreshToken make_token() { return {random_text(6, alphabet).reveal(), random_text(16, alphabet)}; }

std::string token_secret_name(const std::string& id) { return "bootstrap-token-" + id; }

Json token_secret(const TokenSecret& token) {
  Json data = {{"token-id", base64(token.id)}, {"token-secret", base64(token.secret->reveal())}};
  if (!token.description.empty()) data["description"] = base64(token.description);
  if (!token.expires.empty()) data["expiration"] = base64(token.expires);
  for (const auto& usage : token.usages) data["usage-bootstrap-" + usage] = base64("true");
  if (!token.groups.empty()) data["auth-extra-groups"] = base64(join(token.groups, ","));
  return {{"apiVersion", "v1"},
          {"kind", "Secret"},
          {"metadata", {{"name", token_secret_name(token.id)}, {"namespace", names::kube_system}}},
          {"type", "bootstrap.kubernetes.io/token"},
          {"data", data}};
}

std::string rfc3339(Time time) {
  const auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text, length};
}

std::optional<Time> parse_time(const std::string& text) {
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return std::nullopt;
  if (*rest == '.')
    for (++rest; *rest >= '0' && *rest <= '9';) ++rest;
  int hours = 0, minutes = 0, used = 0;
  char sign = 0;
  const std::string zone = rest;
  if (zone != "Z" && (std::sscanf(rest, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 ||
                      (sign != '+' && sign != '-') || zone.size() != 6))
    return std::nullopt;
  const auto offset = (hours * 60 + minutes) * 60 * (sign == '-' ? -1 : 1);
  return std::chrono::system_clock::from_time_t(timegm(&parts) - offset);
}

std::optional<std::string> utc(const std::string& text) {
  const auto time = parse_time(text);
  return time ? std::optional(rfc3339(*time)) : std::nullopt;
}

}  // namespace kcluster
