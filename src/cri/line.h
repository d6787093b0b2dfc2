#pragma once
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

namespace kcluster {

/// A gRPC channel to one unix socket, with deadlines, a stop, and failures as Errors.
class Line {
 public:
  Line(const std::string& socket, std::stop_token stop);

  std::shared_ptr<grpc::Channel> channel() const { return channel_; }

  /// Calls a generated stub's method; name is what the user reads in errors.
  template <class Stub, class Asked, class Answer>
  grpc::Status call(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Asked&, Answer*),
                    const Asked& asked, Answer& answer, std::chrono::seconds limit) const {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + limit);
    const std::stop_callback hang_up(stop_, [&context] { context.TryCancel(); });
    return (stub.*method)(&context, asked, &answer);
  }

  /// Throws what a bad status is: Interrupted, Silence (unavailable, late), or an Error.
  void check(const grpc::Status& status, const std::string& doing) const;

 private:
  std::string socket_;
  std::stop_token stop_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace kcluster
