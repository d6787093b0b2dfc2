#pragma once
#include "host/files.h"
#include "host/interrupt.h"
#include "host/system.h"

namespace kcluster {

/// This machine. It has units where systemd runs below the root (sd_booted(3)), and a network of
/// its own where the root is the machine's, so that a --rootfs never drives the host's own. A
/// program that only looks is given one minute; run() as long as it needs; an interrupt ends both.
class RealSystem : public System {
 public:
  explicit RealSystem(const Interrupt& interrupt, Path root = "/")
      : interrupt_(interrupt), root_(std::move(root)) {}

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
  /// What is not mounted is fine.
  void unmount(const std::string& path, UnmountFlags flags) override;

 private:
  bool has_units() const;
  bool has_network() const;

  const Interrupt& interrupt_;
  Path root_;
};

}  // namespace kcluster
