#pragma once
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>

namespace kcluster {

/// Where a line leads and what it takes.
struct LineSettings {
  std::string target;  ///< as gRPC writes it: "unix:///run/x.sock", "192.168.1.20:2379"
  std::shared_ptr<grpc::ChannelCredentials> credentials;
  int largest_answer = 4 << 20;             ///< bytes of one message
  std::chrono::milliseconds connect{2000};  ///< that one attempt to connect may take
};

/// A gRPC channel to one peer, without proxies, with deadlines and a stop. Opens nothing yet. gRPC
/// goes on connecting only while a call waits: after UNAVAILABLE a handshake of TLS never ends, so
/// such a peer is spoken to again over a new line. What a bad status means is for the ports to say.
class Line {
 public:
  Line(const LineSettings& settings, std::stop_token stop);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const std::stop_token& stop() const { return stop_; }

  /// Calls a generated stub's method.
  template <class Stub, class Asked, class Answer>
  grpc::Status call(Stub& stub,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Asked&, Answer*),
                    const Asked& asked, Answer& answer, std::chrono::milliseconds limit) const {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + limit);
    const std::stop_callback hang_up(stop_, [&context] { context.TryCancel(); });
    return (stub.*method)(&context, asked, &answer);
  }

 private:
  std::stop_token stop_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace kcluster
