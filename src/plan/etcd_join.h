#pragma once
#include <string>

#include "plan/etcd.h"

namespace kcluster {

/// How this node's etcd becomes a member. The pod is made once the members are known.
struct EtcdJoinPlan {
  bool local = false;  ///< false: a worker, or an external etcd; the rest is empty then
  std::string node;
  std::string peer_url, client_url;  ///< of this node's etcd
  std::string data_dir;
  std::string authority, certificate, key;  ///< paths of a client's files
  Config config;  ///< joined_config(): all that plan_etcd needs beside the members
  Surroundings around;
  Duration limit = std::chrono::minutes(2);  ///< for each thing waited for
};

EtcdJoinPlan plan_etcd_join(const Config& joined, const Surroundings& around);

}  // namespace kcluster
