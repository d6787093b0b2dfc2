#pragma once
#include <map>
#include <memory>
#include <string>

#include "cli/init.h"
#include "cri/memory_cri.h"
#include "host/memory_clock.h"
#include "host/memory_system.h"
#include "http/memory_http.h"
#include "tests/support/mortal_ports.h"
#include "tests/support/sound_machine.h"

namespace kcluster {

/// A machine whose kubelet, once started, gets a certificate and registers the node, as a
/// controller manager then gives it a pod range.
class LivelySystem : public MemorySystem {
 public:
  LivelySystem(Files& files, MemoryHttp& api)
      : MemorySystem(sound_machine()), files_(files), api_(api) {}
  void unit(const std::string& name, UnitAction action) override;

 private:
  Files& files_;
  MemoryHttp& api_;
};

/// What of a node and its cluster outlives a crash of kcluster, and `init --upload-certs
/// --pod-network bridge` on it, as the command runs it.
class InitNode {
 public:
  explicit InitNode(Files& disk);

  /// One process; throws Crash when its life ends. Its report replaces the last one's.
  void init(std::shared_ptr<Life> life);
  void init() { init(std::make_shared<Life>(~0u)); }

  Ports ports(Files& files, System& machine, std::shared_ptr<Life> life);

  Files& files;
  std::shared_ptr<MemoryHttp> api = std::make_shared<MemoryHttp>();
  LivelySystem system;
  MemoryClock clock;
  std::shared_ptr<MemoryCri> cri = std::make_shared<MemoryCri>();
  Report report;
  InitOptions options;
};

/// Path, then what lies there: mode and content, below the folders that init writes to.
struct Lie {
  unsigned mode = 0;
  std::string content;  ///< "" of a folder
  bool operator==(const Lie&) const = default;
};
using Lies = std::map<std::string, Lie>;
Lies what_lies(const Files& files);

}  // namespace kcluster
