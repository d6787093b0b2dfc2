#pragma once
#include <map>
#include <memory>
#include <string>

#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "preflight/check.h"
#include "tests/support/spoken_cri.h"

namespace kcluster {

/// Files in memory on file systems whose sizes a test sets.
class SizedFiles : public MemoryFiles {
 public:
  Space space(const Path& path) const override {
    for (const auto& [folder, space] : spaces)
      if (path == folder) return space;
    return root;
  }
  Space root{100'000'000'000, 80'000'000'000, 1};
  std::map<std::string, Space> spaces;
};

/// External etcd that says its version.
class SpokenEtcd : public Http {
 public:
  explicit SpokenEtcd(Response answer) : answer_(std::move(answer)) {}
  Response get(const std::string& path) const override {
    return path == "/version" ? answer_ : Response{404, "no such page", {}};
  }
  Response send(const Request&) override { return {}; }

 private:
  Response answer_;
};

/// A node with which every check of init is content, and the ways to spoil it.
struct SoundNode {
  SoundNode();
  Look look();
  CheckPlan plan() const;
  void write(const char* path, std::string_view bytes) { files.write(path, bytes, {0644}); }

  SizedFiles files;
  MemorySystem system;
  Time time = Time(Seconds(1800000000));
  std::unique_ptr<MemoryClock> clock;
  std::shared_ptr<SpokenCri> cri = std::make_shared<SpokenCri>();
  Response etcd{200, R"({"etcdserver":"3.6.8","etcdcluster":"3.6.0"})", {}};
  std::map<std::string, std::string> environment;
  Config config;  ///< settled
  Seen seen;
  Beginning beginning = Beginning::fresh;
  NodeRole role = NodeRole::control_plane;
};

}  // namespace kcluster
