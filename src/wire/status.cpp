#include "wire/status.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace kcluster {
namespace {

using Code = CallStatus::Code;
constexpr int kLargestCode = 16;

struct Row {
  int http;
  Code code;
};

constexpr Row kHttp[] = {
    {400, Code::internal},      {401, Code::unauthenticated}, {403, Code::permission_denied},
    {404, Code::unimplemented}, {429, Code::unavailable},     {502, Code::unavailable},
    {503, Code::unavailable},   {504, Code::unavailable},
};

std::optional<int> number(std::string_view text, int base) {
  int value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (fault != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

CallStatus of_http(int status) {
  for (const auto& row : kHttp)
    if (row.http == status)
      return {row.code, fmt::format("it answers with HTTP status {}", status)};
  return {Code::unknown, fmt::format("it speaks no gRPC (HTTP status {})", status)};
}

}  // namespace

CallStatus read_status(int http_status, const std::map<std::string, std::string>& headers) {
  const auto type = headers.find("content-type");
  const bool speaks = type != headers.end() && type->second.starts_with("application/grpc");
  const auto said = headers.find("grpc-status");
  if (http_status != 200 || !speaks) return of_http(http_status);
  if (said == headers.end()) return {Code::internal, "its answer ends without a status"};
  const auto code = number(said->second, 10);
  if (!code || *code > kLargestCode) return {Code::unknown, "its status is none of gRPC's"};
  const auto message = headers.find("grpc-message");
  return {static_cast<Code>(*code),
          message == headers.end() ? std::string() : percent_decoded(message->second)};
}

std::string percent_decoded(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte =
        text[i] == '%' && i + 2 < text.size() ? number(text.substr(i + 1, 2), 16) : std::nullopt;
    made += byte ? static_cast<char>(*byte) : text[i];
    if (byte) i += 2;
  }
  return made;
}

}  // namespace kcluster
