#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kcluster {

/// A member of a cluster that is to be made.
struct NewMember {
  std::string name;                    ///< of the node
  std::vector<std::string> peer_urls;  ///< "https://192.168.1.20:2380", sorted
  std::uint64_t id = 0;
};

/// A cluster as etcd would bootstrap it from --initial-cluster and --initial-cluster-token.
struct NewCluster {
  std::uint64_t id = 0;
  std::vector<NewMember> members;  ///< by id
};

/// Members in etcd's own form, "name=url,name=url": a name may come several times. Ids as etcd
/// computes them from URLs and token (server/etcdserver/api/membership). Throws Error (usage) for
/// what etcd would refuse.
NewCluster new_cluster(std::string_view initial_cluster, std::string_view token);

/// The one with that name; throws Error (usage) when there is none.
const NewMember& member_named(const NewCluster& cluster, std::string_view name);

/// As Go's encoding/json writes it, which is what lies in the database and in the log.
std::string member_json(const NewMember& member);

}  // namespace kcluster
