#pragma once
#include <memory>
#include <stop_token>

#include "etcd/etcd.h"

namespace kcluster {

/// The cluster behind these endpoints over gRPC, TLS 1.2 or newer, no proxies, no authorities but
/// those of the access. Nothing is said to it yet. A stop ends any call as Interrupted. Throws
/// Error (exit usage) for an access that cannot work.
std::shared_ptr<Etcd> make_etcd(const EtcdAccess& access, std::stop_token stop);

}  // namespace kcluster
