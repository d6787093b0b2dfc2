#pragma once
#include <functional>
#include <string>
#include <vector>

#include "tests/etcd/real_cluster.h"

namespace kcluster {

/// A snapshot that etcdctl saved of a real member, and what the member says of it.
struct Sample {
  std::string name, file;
  EtcdHash hash;
};

/// A member of that line whose history grows step by step; called with the snapshot after each.
void each_sample(EtcdLine line, const std::function<void(const Sample&)>& take);

/// One of the steps, by its name.
Sample sample_named(const RealCluster& cluster, const std::string& name);

}  // namespace kcluster
