#include "cri/socket_line.h"

#include <fmt/format.h>

#include "base/error.h"

namespace kcluster {
namespace {

using Code = CallStatus::Code;

LineSettings line_to(const std::string& socket, std::vector<std::string> headers) {
  constexpr std::string_view kScheme = "unix://";
  LineSettings made;
  made.endpoint.url = "http://localhost";  // what runtimes are called by
  made.endpoint.timeout = std::chrono::seconds(2);
  made.socket = socket.starts_with(kScheme) ? socket.substr(kScheme.size()) : socket;
  made.largest_answer = 16u << 20;  // as the kubelet and crictl allow
  made.headers = std::move(headers);
  return made;
}

}  // namespace

SocketLine::SocketLine(const std::string& socket, std::stop_token stop,
                       std::vector<std::string> headers)
    : Line(line_to(socket, std::move(headers)), std::move(stop)), socket_(socket) {}

void SocketLine::check(const CallStatus& status, const std::string& doing) const {
  if (status.ok()) return;
  if (stop().stop_requested()) throw Interrupted();
  const std::string what =
      fmt::format("{}: the container runtime at {}: {}", doing, socket_, status.message);
  switch (status.code) {
    case Code::unavailable:
    case Code::deadline_exceeded:
      throw Silence(what, "check that the container runtime runs: systemctl status containerd");
    case Code::unimplemented:
      throw Error(what,
                  "it must speak CRI v1; containerd: \"cri\" must not be in disabled_plugins of "
                  "/etc/containerd/config.toml");
    case Code::permission_denied:
      throw Error(what, "run as root");
    default:
      throw Error(what, "look into the runtime's log: journalctl -u containerd -n 50");
  }
}

}  // namespace kcluster
