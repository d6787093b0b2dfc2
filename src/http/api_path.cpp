#include "http/api_path.h"

#include <charconv>
#include <vector>

#include "base/text.h"

namespace kcluster {
namespace {

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() &&
        std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out += static_cast<char>(byte);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

std::map<std::string, std::string> parse_query(std::string_view text) {
  std::map<std::string, std::string> query;
  for (const auto& pair : split(text, '&')) {
    const auto equals = pair.find('=');
    if (equals != std::string::npos)
      query[unescape(pair.substr(0, equals))] = unescape(pair.substr(equals + 1));
  }
  return query;
}

}  // namespace

std::optional<ApiPath> ApiPath::parse(std::string_view path) {
  const auto mark = path.find('?');
  auto parts = split(path.substr(0, mark), '/');
  parts.erase(parts.begin());  // before the first slash
  const std::size_t head = parts[0] == "api" ? 2 : parts[0] == "apis" ? 3 : parts.size();
  if (parts.size() <= head || parts.back().empty()) return std::nullopt;
  ApiPath found;
  for (std::size_t i = 0; i < head; ++i) found.base += "/" + parts[i];
  parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(head));
  if (parts[0] == "namespaces" && parts.size() > 2 && parts[2] != "status") {
    found.namespace_ = parts[1];
    parts.erase(parts.begin(), parts.begin() + 2);
  }
  found.resource = parts[0];
  if (parts.size() > 1) found.name = parts[1];
  if (parts.size() > 2) found.subresource = parts[2];
  if (mark != std::string_view::npos) found.query = parse_query(path.substr(mark + 1));
  return found;
}

std::string ApiPath::api_version() const {
  constexpr std::string_view core = "/api/", groups = "/apis/";
  return base.substr(base.starts_with(groups) ? groups.size() : core.size());
}

std::string ApiPath::collection() const {
  return base + (namespace_.empty() ? "" : "/namespaces/" + namespace_) + "/" + resource;
}

std::string ApiPath::object() const { return collection() + "/" + name; }

}  // namespace kcluster
