#include "etcd/peers.h"

namespace kcluster {

EtcdPeers::EtcdPeers(EtcdAccess access, std::stop_token stop)
    : access_(std::move(access)), stop_(std::move(stop)) {
  if (access_.endpoints.empty())
    throw Error("no endpoint of etcd is given", "give them with --endpoints", Exit::usage);
  for (auto& endpoint : access_.endpoints) {
    endpoint = parse_etcd_endpoint(endpoint).url;
    at(endpoint);
  }
}

std::shared_ptr<const EtcdPeer> EtcdPeers::at(const std::string& endpoint) const {
  const auto parsed = parse_etcd_endpoint(endpoint);
  const std::scoped_lock hold(lock_);
  auto& peer = open_[parsed.url];
  if (!peer) peer = std::make_shared<EtcdPeer>(parsed, access_, stop_);
  return peer;
}

// what another member may answer better
bool EtcdPeers::of_one(const EtcdRefusal& refusal) {
  return refusal.passing() || refusal.reason == EtcdRefusal::Reason::learner_cannot;
}

}  // namespace kcluster
