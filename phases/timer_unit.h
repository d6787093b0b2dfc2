#pragma once
#include <string>

#include "base/event.h"
#include "host/files.h"
#include "host/system.h"

namespace kcluster {

/// The timers that users ask for with --install-timer.
inline constexpr const char* certs_renew_timer = "kcluster-certs-renew";
inline constexpr const char* certs_approve_serving_timer = "kcluster-certs-approve-serving";
inline constexpr const char* etcd_backup_timer = "kcluster-etcd-backup";

/// A systemd timer of kcluster's and the service that it starts.
struct TimerUnit {
  std::string name;            ///< "kcluster-etcd-backup": both units' name
  std::string service, timer;  ///< their texts
  std::string without;         ///< what to do where systemd does not drive the node
};

/// Writes both units, enables and starts the timer, and enables a service that wants it ([Install]);
/// warns where systemd does not drive the node.
void install_timer(const TimerUnit& unit, Files& files, System& system, const Tell& sink);
/// Disables what is there of them, stops the timer, and removes both.
void remove_timer(const std::string& name, Files& files, System& system);
/// All that users asked for: the node leaves the cluster that they served.
void remove_timers(Files& files, System& system);

}  // namespace kcluster
