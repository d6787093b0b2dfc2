#pragma once
#include "phases/etcd_drill.h"

/// What a drill needs before its etcd starts.
namespace kcluster {

/// The folder that a drill has for itself. It is gone with its owner, and what a killed drill left
/// in it goes first.
class DrillRoom {
 public:
  /// Throws Error when another drill is under way there, and for a folder that is someone else's.
  DrillRoom(const Path& work_folder, Files& files, System& system);
  DrillRoom(const DrillRoom&) = delete;
  DrillRoom& operator=(const DrillRoom&) = delete;
  ~DrillRoom();

  Path data() const { return path_ / "data"; }
  Path log() const { return path_ / "etcd.log"; }
  Path binary() const { return path_ / "etcd"; }
  std::string client_url() const { return "unix://" + (path_ / "client.sock").string(); }
  std::string peer_url() const { return "unix://" + (path_ / "peer.sock").string(); }

  /// Throws Error unless a database of that size, two logs of etcd's and some more fit.
  void need_space(std::uint64_t size) const;
  void remove();

 private:
  Files& files_;
  Path path_;
  std::unique_ptr<HeldLock> held_;
  bool there_ = true;
};

/// An etcd that can be run.
struct FoundEtcd {
  std::string binary, version;  ///< "3.6.16"
  std::string words;            ///< where it came from, for the user
};

/// The one that the plan names, else a copy of the program that this node's etcd runs: a pod of its
/// own would be killed by the kubelet, which ends every pod that it does not know.
FoundEtcd find_etcd(const DrillPlan& plan, const DrillRoom& room, const DrillPorts& ports);

}  // namespace kcluster
