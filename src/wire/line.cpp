#include "wire/line.h"

#include <fmt/format.h>

namespace kcluster {
namespace {

using std::chrono::milliseconds;

// curl's own headers of these names are not for gRPC
constexpr const char* kHeaders[] = {"Content-Type: application/grpc", "TE: trailers",
                                    "Accept:", "Expect:"};

}  // namespace

Line::Line(const LineSettings& settings, std::stop_token stop)
    : stop_(stop),
      largest_answer_(settings.largest_answer),
      headers_(std::begin(kHeaders), std::end(kHeaders)),
      peer_(settings.endpoint, settings.socket, std::move(stop)) {
  headers_.insert(headers_.end(), settings.headers.begin(), settings.headers.end());
}

Http2::Post Line::post(const char* path, std::string body) const {
  return {path, headers_, std::move(body)};
}

CallStatus Line::call(const char* path, Effect effect, const std::string& asked,
                      std::string& answer, milliseconds limit) const {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  auto request = post(path, framed(asked));
  request.headers.push_back(fmt::format("grpc-timeout: {}m", limit.count()));
  if (effect == Effect::changes) request.connection = Http2::Connection::fresh;
  Call call(peer_.post(std::move(request)), largest_answer_);
  auto message = call.next(deadline);
  auto status = call.finish(deadline);
  if (status.ok() && !message) return {CallStatus::Code::internal, "its answer is missing"};
  if (message) answer = std::move(*message);
  return status;
}

CallStatus Line::upload(const char* path, const std::function<std::string()>& frames,
                        std::string& last, milliseconds idle) const {
  const auto deadline = [idle] { return std::chrono::steady_clock::now() + idle; };
  auto request = post(path, frames());
  request.connection = Http2::Connection::fresh;
  request.more = frames;
  Call call(peer_.post(std::move(request)), largest_answer_);
  while (auto message = call.next(deadline())) last = std::move(*message);
  return call.finish(deadline());
}

Call Line::stream(const char* path, const std::string& asked) const {
  return {peer_.post(post(path, framed(asked))), largest_answer_};
}

}  // namespace kcluster
