#pragma once
#include "host/system.h"
#include "http/http.h"
#include "tests/support/mortal_files.h"

namespace kcluster {

/// The machine of a process that crashes. A program, or a job of systemd, that was begun goes on
/// without the process: half is like after.
class MortalSystem : public System {
 public:
  MortalSystem(System& below, std::shared_ptr<Life> life) : below_(below), life_(std::move(life)) {}

  Outcome ask(const std::vector<std::string>& argv) const override { return below_.ask(argv); }
  Facts facts() const override { return below_.facts(); }
  bool active(const std::string& unit) const override { return below_.active(unit); }
  std::optional<std::chrono::system_clock::time_point> running_since(
      const std::string& unit) const override {
    return below_.running_since(unit);
  }
  std::optional<std::string> unit_file_state(const std::string& unit) const override {
    return below_.unit_file_state(unit);
  }
  std::vector<std::string> journal(const std::string& unit, unsigned lines) const override {
    return below_.journal(unit, lines);
  }
  std::vector<std::string> resolve(const std::string& host) const override {
    return below_.resolve(host);
  }
  bool port_free(unsigned port) const override { return below_.port_free(port); }
  std::vector<PodRoute> pod_routes() const override { return below_.pod_routes(); }
  std::vector<Masquerade> masquerades() const override { return below_.masquerades(); }

  std::unique_ptr<HeldLock> lock(const std::string& path) override { return below_.lock(path); }
  Outcome run(const std::vector<std::string>& argv) override {
    const auto begin = [&] { return below_.run(argv); };
    return life_->change(begin, begin);
  }
  std::unique_ptr<Program> start(const std::vector<std::string>& argv) override {
    const auto begin = [&] { return below_.start(argv); };
    return life_->change(begin, begin);
  }
  void unit(const std::string& name, UnitAction action) override {
    const auto begin = [&] { below_.unit(name, action); };
    life_->change(begin, begin);
  }
  std::vector<Mounted> mounts() const override { return below_.mounts(); }
  void unmount(const std::string& path, UnmountFlags flags) override {
    life_->change([&] { below_.unmount(path, flags); }, [] {});
  }
  void set_pod_route(const PodRoute& route) override {
    life_->change([&] { below_.set_pod_route(route); }, [] {});
  }
  void remove_pod_route(const PodRoute& route) override {
    life_->change([&] { below_.remove_pod_route(route); }, [] {});
  }
  void set_masquerades(const std::vector<Masquerade>& all) override {
    life_->change([&] { below_.set_masquerades(all); }, [] {});
  }

 private:
  System& below_;
  std::shared_ptr<Life> life_;
};

/// A connection of a process that crashes: a request that was sent is done by the server, whether
/// or not its answer is still read.
class MortalHttp : public Http {
 public:
  MortalHttp(std::shared_ptr<Http> below, std::shared_ptr<Life> life)
      : below_(std::move(below)), life_(std::move(life)) {}

  Response get(const std::string& path) const override { return below_->get(path); }
  Response send(const Request& request) override {
    const auto deliver = [&] { return below_->send(request); };
    return life_->change(deliver, deliver);
  }

 private:
  std::shared_ptr<Http> below_;
  std::shared_ptr<Life> life_;
};

}  // namespace kcluster
