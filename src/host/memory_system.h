#pragma once
#include <map>
#include <mutex>
#include <set>

#include "host/system.h"

namespace kcluster {

/// What a MemorySystem over nothing answers; a healthy, empty machine.
struct Machine {
  Facts facts{4,
              8ull << 30,
              "node-1",
              "6.1.0",
              "x86_64",
              0,
              {{"lo", "127.0.0.1", 8, true, true}, {"eth0", "192.168.1.20", 24, true, false}},
              true,
              "/usr/bin/kcluster"};
  std::map<std::string, Outcome> programs;  ///< by "argv0 argv1 …", else by argv0; others: 127
  std::map<std::string, std::string> unit_files;  ///< unit without ".service" -> "enabled" …
  std::set<std::string> active;                   ///< units, likewise; since 1970
  std::map<std::string, std::vector<std::string>> journals, hosts;
  std::set<unsigned> busy_ports;
  std::vector<PodRoute> pod_routes;
  std::vector<Masquerade> masquerades;
  std::vector<Mounted> mounts;
  std::set<std::string> locked;       ///< paths of locks that others hold
  std::set<std::string> busy_mounts;  ///< points that cannot be unmounted
};

/// One thing that would have been done to the machine.
struct SystemChange {
  enum class Kind { run, start, unit, unmount, network };
  Kind kind = Kind::run;
  std::vector<std::string> argv;          ///< run, start
  std::string subject;                    ///< the unit (without ".service"), the path, or in words
                                          ///< what was done to the network
  UnitAction action = UnitAction::start;  ///< unit
};

/// A machine in memory, over another one that it only looks at (dry run) or over canned answers
/// (tests). Units that were started or enabled read back so; run() succeeds unless told otherwise,
/// and what start() began runs on unless an outcome is told for it.
class MemorySystem : public System {
 public:
  explicit MemorySystem(const System* below = nullptr) : below_(below) {}
  explicit MemorySystem(Machine canned) : machine(std::move(canned)) {}

  Outcome ask(const std::vector<std::string>& argv) const override;
  Facts facts() const override;
  bool active(const std::string& unit) const override;
  std::optional<std::chrono::system_clock::time_point> running_since(
      const std::string& unit) const override;
  std::optional<std::string> unit_file_state(const std::string& unit) const override;
  std::vector<std::string> journal(const std::string& unit, unsigned lines) const override;
  std::vector<std::string> resolve(const std::string& host) const override;
  std::vector<Mounted> mounts() const override;
  bool port_free(unsigned port) const override;
  std::vector<PodRoute> pod_routes() const override;
  std::vector<Masquerade> masquerades() const override;

  std::unique_ptr<HeldLock> lock(const std::string& path) override;
  Outcome run(const std::vector<std::string>& argv) override;
  std::unique_ptr<Program> start(const std::vector<std::string>& argv) override;
  void unit(const std::string& name, UnitAction action) override;
  void set_pod_route(const PodRoute& route) override;
  void remove_pod_route(const PodRoute& route) override;
  void set_masquerades(const std::vector<Masquerade>& all) override;
  void unmount(const std::string& path, UnmountFlags flags) override;

  const std::vector<SystemChange>& changes() const { return changes_; }

  Machine machine;  ///< tests set it before use; over another system only run()'s programs count

 private:
  void network(std::string words);

  const System* below_ = nullptr;
  std::map<std::string, bool> started_, enabled_;                       // what was changed here
  std::map<std::string, std::chrono::system_clock::time_point> since_;  // likewise
  std::optional<std::vector<PodRoute>> routes_;                         // nullopt: as below
  std::optional<std::vector<Masquerade>> masquerades_;
  std::multiset<Path> unmounted_;
  std::vector<SystemChange> changes_;
  mutable std::mutex lock_;
};

}  // namespace kcluster
