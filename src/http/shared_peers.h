#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "http/http.h"

namespace kcluster {

/// Hands out one peer for each endpoint, so that the phases of a command share its connections.
/// May be asked from many threads.
class SharedPeers {
 public:
  using Make = std::function<std::shared_ptr<Http>(const Endpoint&)>;
  explicit SharedPeers(Make make) : make_(std::move(make)) {}

  /// The peer of an equal endpoint (address, identity, time limit and all), else a new one.
  std::shared_ptr<Http> peer(const Endpoint& endpoint);

 private:
  struct Known {
    Endpoint endpoint;
    std::shared_ptr<Http> http;
  };
  Make make_;
  std::mutex lock_;
  std::vector<Known> known_;
};

}  // namespace kcluster
