#include "cri/socket_line.h"

#include <fmt/format.h>

#include "base/error.h"

namespace kcluster {
namespace {

constexpr int kLargestMessage = 16 << 20;  // as the kubelet and crictl allow

std::string target(const std::string& socket) {
  return socket.starts_with("/") ? "unix://" + socket : socket;
}

}  // namespace

SocketLine::SocketLine(const std::string& socket, std::stop_token stop)
    : Line({target(socket), grpc::InsecureChannelCredentials(), kLargestMessage}, std::move(stop)),
      socket_(socket) {}

void SocketLine::check(const grpc::Status& status, const std::string& doing) const {
  if (status.ok()) return;
  if (stop().stop_requested()) throw Interrupted();
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
