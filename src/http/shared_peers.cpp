#include "http/shared_peers.h"

#include <algorithm>

namespace kcluster {
namespace {

using Held = std::shared_ptr<const Secret>;

bool equal(const Held& left, const Held& right) {
  if (!left || !right) return left == right;
  return left->reveal() == right->reveal();
}

bool equal(const Endpoint& left, const Endpoint& right) {
  return left.url == right.url && left.server_name == right.server_name &&
         left.verify == right.verify && left.timeout == right.timeout &&
         left.authorities == right.authorities &&
         left.client_certificate == right.client_certificate &&
         equal(left.client_key, right.client_key) && equal(left.token, right.token);
}

}  // namespace

std::shared_ptr<Http> SharedPeers::peer(const Endpoint& endpoint) {
  const std::scoped_lock hold(lock_);
  const auto found = std::find_if(known_.begin(), known_.end(), [&](const Known& each) {
    return equal(each.endpoint, endpoint);
  });
  if (found != known_.end()) return found->http;
  return known_.emplace_back(Known{endpoint, make_(endpoint)}).http;
}

}  // namespace kcluster
