#include "wire/line.h"

#include <grpc/support/log.h>

namespace kcluster {
namespace {

// gRPC writes to stderr on its own, failed handshakes for instance; the status says it all
void hush() {
  static const bool once = [] {
    gpr_set_log_function([](gpr_log_func_args*) {});
    return true;
  }();
  static_cast<void>(once);
}

std::shared_ptr<grpc::Channel> open(const LineSettings& settings) {
  hush();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(settings.largest_answer);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // a peer that was restarted is to be seen by the next poll, not after gRPC's long pauses
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  // what gRPC calls its least back-off bounds an attempt to connect, TLS handshake and all
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, static_cast<int>(settings.connect.count()));
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(settings.target, settings.credentials, arguments);
}

}  // namespace

Line::Line(const LineSettings& settings, std::stop_token stop)
    : stop_(std::move(stop)), channel_(open(settings)) {}

}  // namespace kcluster
