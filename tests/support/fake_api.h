#pragma once
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "http/memory_http.h"

namespace kcluster {

/// An API server in memory that gives out scripted answers before its own.
class FakeApi : public MemoryHttp {
 public:
  mutable std::deque<Response> scripted;  ///< to the next requests, of any method
  std::map<std::string, int> refused;     ///< GETs of these paths get this status

  Response get(const std::string& path) const override {
    if (auto answer = next()) return *answer;
    if (refused.count(path)) return status(refused.at(path), "Refused", "no");
    return MemoryHttp::get(path);
  }
  Response send(const Request& request) override {
    if (auto answer = next()) return *answer;
    return MemoryHttp::send(request);
  }

  /// Paths of what was created, changed or deleted, with the method before.
  std::vector<std::string> changes() const {
    std::vector<std::string> made;
    for (const auto& each : sent())
      if (each.changed) made.push_back(each.request.method + " " + each.request.path);
    return made;
  }

  /// A Status as the API server answers with.
  static Response status(int code, const std::string& reason, const std::string& message,
                         const std::string& about = "") {
    const Json body = {{"kind", "Status"},
                       {"reason", reason},
                       {"message", message},
                       {"details", {{"kind", about}}}};
    return {code, body.dump(), {}};
  }

 private:
  std::optional<Response> next() const {
    if (scripted.empty()) return std::nullopt;
    auto answer = scripted.front();
    scripted.pop_front();
    return answer;
  }
};

}  // namespace kcluster
