#pragma once
#include <deque>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/error.h"
#include "http/http.h"

namespace kcluster {

/// A peer that plays a script: one line a request, GET or not; for hostile and failing peers.
class ScriptedHttp : public Http {
 public:
  using Line = std::function<Response(const Request&)>;

  explicit ScriptedHttp(std::vector<Line> script) : lines_(script.begin(), script.end()) {}

  static Line says(int status, std::string body = {}) {
    return [=](const Request&) { return Response{status, body, {}}; };
  }
  static Line silent(std::string why = "connection refused") {
    return [=](const Request&) -> Response { throw Silence(why); };
  }

  Response get(const std::string& path) const override {
    Request request;
    request.path = path;
    return play(request);
  }
  Response send(const Request& request) override { return play(request); }

  std::vector<Request> heard() const {
    const std::scoped_lock hold(lock_);
    return heard_;
  }
  bool finished() const {
    const std::scoped_lock hold(lock_);
    return lines_.empty();
  }

 private:
  Response play(const Request& request) const {
    Line line;
    {
      const std::scoped_lock hold(lock_);
      heard_.push_back(request);
      if (lines_.empty()) throw std::logic_error("the script has no answer to " + request.path);
      line = std::move(lines_.front());
      lines_.pop_front();
    }
    return line(request);
  }

  mutable std::mutex lock_;
  mutable std::deque<Line> lines_;
  mutable std::vector<Request> heard_;
};

}  // namespace kcluster
