#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "cri/cri.h"

namespace kcluster {

/// Hands out one line to each runtime's socket, so that all checks and phases of a command share
/// it: gRPC starts its threads with the first line and waits for them to end with the last. May be
/// asked from many threads.
class SharedCri {
 public:
  using Make = std::function<std::shared_ptr<Cri>(const std::string& socket)>;
  explicit SharedCri(Make make) : make_(std::move(make)) {}

  std::shared_ptr<Cri> at(const std::string& socket) {
    const std::scoped_lock hold(lock_);
    auto& line = lines_[socket];
    if (!line) line = make_(socket);
    return line;
  }

 private:
  Make make_;
  std::mutex lock_;
  std::map<std::string, std::shared_ptr<Cri>> lines_;
};

}  // namespace kcluster
