#include "http/date.h"

#include <ctime>

#include "base/unix_time.h"

namespace kcluster {

std::optional<std::chrono::system_clock::time_point> date_of(const Response& response) {
  const auto found = response.headers.find("date");
  if (found == response.headers.end()) return std::nullopt;
  std::tm parts{};
  const char* rest = ::strptime(found->second.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  if (rest == nullptr || *rest != '\0') return std::nullopt;
  return unix_time(::timegm(&parts));
}

}  // namespace kcluster
