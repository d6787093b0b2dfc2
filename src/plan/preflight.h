#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/net.h"
#include "config/join.h"
#include "config/types.h"
#include "plan/seen.h"
#include "plan/seen_cluster.h"
#include "plan/upgrade_needs.h"

namespace kcluster {

/// What this node is to become; workers get by with less.
enum class NodeRole { control_plane, worker };
/// Whether an earlier init or join of ours was cut off here and is now taken up again.
enum class Beginning { fresh, resumed };

/// Disks are counted in units of 10⁹ bytes.
inline constexpr std::uint64_t gigabyte = 1'000'000'000;

/// What one folder needs of its file system.
struct DiskNeed {
  std::string path, purpose;          ///< "/var/lib/etcd", "etcd's data"
  std::uint64_t total = 0, free = 0;  ///< bytes at the least
  unsigned eviction = 0;              ///< percent free below which the kubelet evicts pods
};

/// A port that must be free, and the program of ours that may hold it already on a resumed node.
struct PortNeed {
  unsigned port = 0;
  std::string purpose;  ///< "the API server"
  std::string program;  ///< "kube-apiserver"
};

/// External etcd as the checks ask for its version; empty endpoints: not asked.
struct ExternalEtcdNeed {
  std::vector<std::string> http_endpoints;
  std::string ca_file, cert_file, key_file;
};

/// What must be here of an authority whose key is not: nobody can make it on this node.
struct AuthorityNeed {
  std::string certificate, key;    ///< paths; both absent: made by init
  std::vector<std::string> files;  ///< that it signs: certificates, their keys, kubeconfigs
};

/// All that the checks compare the node with; decided from the settled configuration alone.
struct CheckPlan {
  NodeRole role = NodeRole::control_plane;
  Beginning beginning = Beginning::fresh;
  std::vector<PortNeed> ports;
  std::vector<std::string> absent_files;       ///< static pods to be written
  std::string etcd_data;                       ///< must be empty; "" without local etcd
  std::vector<std::string> etcd_client_files;  ///< of external etcd: must exist
  ExternalEtcdNeed external_etcd;
  std::vector<AuthorityNeed> authorities;
  std::vector<DiskNeed> disks;  ///< the runtime's own root is added by the check
  std::string cri_socket, node_name, advertise_address, endpoint_host;
  std::string kubernetes_version;              ///< "" for a worker: not known before discovery
  std::optional<std::string> kubelet_version;  ///< of the installed kubelet; nullopt: none
  std::vector<Cidr> pod_ranges, service_ranges;
  bool fail_swap_on = true;               ///< the kubelet's failSwapOn
  bool fail_cgroup_v1 = true;             ///< the kubelet's failCgroupV1, of 1.35 and newer
  bool follows_runtime = true;            ///< the kubelet takes the runtime's cgroup driver
  std::string cgroup_driver = "systemd";  ///< the kubelet's own
  std::optional<std::chrono::seconds> clock_ahead;  ///< of the cluster's; join alone knows it
  std::optional<SeenNode> same_name;                ///< a Node that has this node's name already
  std::vector<std::string> addresses;               ///< of this node, to tell that Node from it
  std::vector<std::string> shared_files;  ///< that must be here already: no key to fetch them with
  std::string proxy_mode;                 ///< kube-proxy's: "", "iptables", "ipvs", "nftables"
  UpgradeNeeds upgrade;                   ///< of an upgrade alone
};

/// The phase preflight: what is checked, and whose failures are taken for warnings.
struct PreflightPlan {
  CheckPlan checks;
  std::vector<std::string> ignored;  ///< check names, any case; "all"
};

/// A bundle that images come out of (bundle/bundle.h): paths as the node sees them.
struct BundleChoice {
  std::string file;
  std::string key;  ///< of the public key that it must be signed with; "": sums alone are checked
  explicit operator bool() const { return !file.empty(); }
};

/// The images a node needs before its kubelet starts.
struct PullPlan {
  enum class Policy { if_not_present, always, never };
  enum class Order { serial, parallel };
  std::vector<std::string> images;
  Policy policy = Policy::if_not_present;
  Order order = Order::serial;
  std::vector<std::string> ignored;  ///< ImagePull here: a failed pull is a warning
  BundleChoice bundle;               ///< with one, nothing is pulled
};

CheckPlan plan_checks(const Config& settled, const Seen& seen, Beginning beginning);
/// What a joining node is checked for before it looks for the cluster …
CheckPlan plan_join_checks(const JoinConfiguration& settled, const Seen& seen, Beginning beginning);
/// … and once it knows the cluster: `joined` is joined_config() of both.
CheckPlan plan_joined_checks(const Config& joined, const JoinConfiguration& settled,
                             const Seen& seen, const SeenCluster& cluster, Beginning beginning);
PreflightPlan plan_preflight(const Config& settled, const Seen& seen, Beginning beginning);
/// Throws Error (exit usage) for a policy that is none of Always, IfNotPresent, Never.
PullPlan plan_pull(const Config& settled, std::vector<std::string> images);

}  // namespace kcluster
