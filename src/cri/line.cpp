#include "cri/line.h"

#include <fmt/format.h>

#include "base/error.h"

namespace kcluster {
namespace {

constexpr int kLargestMessage = 16 << 20;  // as the kubelet and crictl allow

std::string target(const std::string& socket) {
  return socket.starts_with("/") ? "unix://" + socket : socket;
}

std::shared_ptr<grpc::Channel> open(const std::string& socket) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kLargestMessage);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // a runtime that was restarted is to be seen by the next poll, not after gRPC's long pauses
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(target(socket), grpc::InsecureChannelCredentials(), arguments);
}

}  // namespace

Line::Line(const std::string& socket, std::stop_token stop)
    : socket_(socket), stop_(std::move(stop)), channel_(open(socket)) {}

void Line::check(const grpc::Status& status, const std::string& doing) const {
  if (status.ok()) return;
  if (stop_.stop_requested()) throw Interrupted();
  const std::string what =
      fmt::format("{}: the container runtime at {}: {}", doing, socket_, status.error_message());
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      throw Silence(what, "check that the container runtime runs: systemctl status containerd");
    case grpc::StatusCode::UNIMPLEMENTED:
      throw Error(what,
                  "it must speak CRI v1; containerd: \"cri\" must not be in disabled_plugins of "
                  "/etc/containerd/config.toml");
    case grpc::StatusCode::PERMISSION_DENIED:
      throw Error(what, "run as root");
    default:
      throw Error(what, "look into the runtime's log: journalctl -u containerd -n 50");
  }
}

}  // namespace kcluster
