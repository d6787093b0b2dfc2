#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/pod_route.h"
#include "host/mounts.h"

namespace kcluster {

/// What a program left behind.
struct Outcome {
  int exit = 0;  ///< exit status, 128+N when killed by signal N, 127 when there is no such program
  std::string out, err;
};

/// What the kernel says of this machine.
struct Facts {
  unsigned cpus = 0;                      ///< online
  std::uint64_t memory = 0;               ///< bytes, MemTotal
  std::string hostname, kernel, machine;  ///< as uname gives them
  unsigned uid = 0;                       ///< effective
  struct Address {
    std::string interface, ip;  ///< textual, without prefix
    unsigned prefix = 0;
    bool up = false, loopback = false;
  };
  std::vector<Address> addresses;          ///< IPv4 and IPv6, link-local left out
  std::optional<bool> clock_synchronised;  ///< adjtimex; nullopt when the kernel does not say
  std::string program;                     ///< path of the running program itself
};

/// begin: as start, but not waited for, by a unit that the other one's start is waiting for;
/// reload: daemon-reload; refresh: likewise, unless systemd has the unit as its files are
enum class UnitAction { start, begin, stop, restart, enable, disable, reload, refresh };

/// How to unmount beyond asking (umount2(2)); a link at the path is never followed.
struct UnmountFlags {
  bool force = false;   ///< MNT_FORCE: network file systems give up their requests
  bool detach = false;  ///< MNT_DETACH: gone from the tree now, for good when nobody uses it
  bool expire = false;  ///< MNT_EXPIRE
};

/// Held as long as it lives, at the longest as long as the process.
class HeldLock {
 public:
  virtual ~HeldLock() = default;
};

/// A program that runs beside this one, at the longest as long as its owner.
class Program {
 public:
  virtual ~Program() = default;
  /// What it left behind, once it has ended; nullopt: it runs.
  virtual std::optional<Outcome> ended() = 0;
};

/// Programs, units, mounts, routes to pods. Const members look, the others change.
class System {
 public:
  virtual ~System() = default;
  /// Runs a program that only looks (kubelet --version), argv[0] found in PATH, never a shell.
  virtual Outcome ask(const std::vector<std::string>& argv) const = 0;
  virtual Facts facts() const = 0;
  virtual bool active(const std::string& unit) const = 0;
  /// Since when a service's process runs; nullopt: none does.
  virtual std::optional<std::chrono::system_clock::time_point> running_since(
      const std::string& unit) const = 0;
  virtual std::optional<std::string> unit_file_state(
      const std::string& unit) const = 0;  ///< "enabled" …; nullopt: no such unit
  /// The newest messages of a unit, oldest first, since its last start.
  virtual std::vector<std::string> journal(const std::string& unit, unsigned lines) const = 0;
  /// Names that the host's resolver gives for a host, as textual addresses; empty when unknown.
  virtual std::vector<std::string> resolve(const std::string& host) const = 0;
  /// Every mount below the node's root, in the kernel's order: later ones lie over earlier ones.
  virtual std::vector<Mounted> mounts() const = 0;
  /// Whether a TCP port is free to be listened on at all addresses.
  virtual bool port_free(unsigned port) const = 0;

  /// The routes to other nodes' pods that were set here, sorted; never anybody else's.
  virtual std::vector<PodRoute> pod_routes() const = 0;
  virtual std::vector<Masquerade> masquerades() const = 0;  ///< likewise

  /// Among processes, by a file that is made 0600 and stays; nullptr: another one holds it.
  virtual std::unique_ptr<HeldLock> lock(const std::string& path) = 0;
  virtual Outcome run(const std::vector<std::string>& argv) = 0;
  /// As run(), but not waited for. Killed when this process dies without a word.
  virtual std::unique_ptr<Program> start(const std::vector<std::string>& argv) = 0;
  virtual void unit(const std::string& name,
                    UnitAction action) = 0;  ///< over D-Bus, waits for the job
  /// Adds the route, or leads the one we set another way. Error when someone else's stands there.
  virtual void set_pod_route(const PodRoute& route) = 0;
  virtual void remove_pod_route(const PodRoute& route) = 0;  ///< ours only; absent is fine
  virtual void set_masquerades(
      const std::vector<Masquerade>& all) = 0;  ///< exactly these, all at once
  virtual void unmount(const std::string& path, UnmountFlags flags) = 0;
};

}  // namespace kcluster
