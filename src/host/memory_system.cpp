#include "host/memory_system.h"

#include <algorithm>

#include "base/text.h"
#include "host/fault.h"
#include "host/masquerade.h"
#include "host/memory_time.h"

namespace kcluster {
namespace {

std::string short_name(const std::string& unit) {
  constexpr std::string_view suffix = ".service";
  return unit.ends_with(suffix) ? unit.substr(0, unit.size() - suffix.size()) : unit;
}

template <class Value>
std::optional<Value> find(const std::map<std::string, Value>& values, const std::string& key) {
  const auto found = values.find(key);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Outcome> outcome(const Machine& machine, const std::vector<std::string>& argv) {
  auto exact = find(machine.programs, join(argv, " "));
  return exact ? exact : find(machine.programs, argv.at(0));
}

}  // namespace

Outcome MemorySystem::ask(const std::vector<std::string>& argv) const {
  if (below_) return below_->ask(argv);
  return outcome(machine, argv).value_or(Outcome{127, {}, argv.at(0) + ": no such program"});
}

Facts MemorySystem::facts() const { return below_ ? below_->facts() : machine.facts; }

bool MemorySystem::active(const std::string& unit) const {
  const std::scoped_lock hold(lock_);
  if (const auto changed = find(started_, short_name(unit))) return *changed;
  return below_ ? below_->active(unit) : machine.active.contains(short_name(unit));
}

std::optional<std::chrono::system_clock::time_point> MemorySystem::running_since(
    const std::string& unit) const {
  if (!active(unit)) return std::nullopt;
  const std::scoped_lock hold(lock_);
  if (const auto changed = find(since_, short_name(unit))) return changed;
  return below_ ? below_->running_since(unit) : std::chrono::system_clock::time_point();
}

std::optional<std::string> MemorySystem::unit_file_state(const std::string& unit) const {
  const std::scoped_lock hold(lock_);
  if (const auto changed = find(enabled_, short_name(unit)))
    return *changed ? "enabled" : "disabled";
  return below_ ? below_->unit_file_state(unit) : find(machine.unit_files, short_name(unit));
}

std::vector<std::string> MemorySystem::journal(const std::string& unit, unsigned lines) const {
  if (below_) return below_->journal(unit, lines);
  auto all = find(machine.journals, short_name(unit)).value_or(std::vector<std::string>{});
  if (all.size() > lines) all.erase(all.begin(), all.end() - lines);
  return all;
}

std::vector<std::string> MemorySystem::resolve(const std::string& host) const {
  if (below_) return below_->resolve(host);
  return find(machine.hosts, host).value_or(std::vector<std::string>{});
}

std::vector<Mounted> MemorySystem::mounts() const {
  const std::scoped_lock hold(lock_);
  auto all = below_ ? below_->mounts() : machine.mounts;
  auto gone = unmounted_;
  for (auto mount = all.end(); mount != all.begin();)  // the uppermost of several goes first
    if (const auto found = gone.find((--mount)->point); found != gone.end()) {
      gone.erase(found);
      mount = all.erase(mount);
    }
  return all;
}

bool MemorySystem::port_free(unsigned port) const {
  return below_ ? below_->port_free(port) : !machine.busy_ports.contains(port);
}

std::vector<PodRoute> MemorySystem::pod_routes() const {
  const std::scoped_lock hold(lock_);
  if (routes_) return *routes_;
  return below_ ? below_->pod_routes() : machine.pod_routes;
}

std::vector<Masquerade> MemorySystem::masquerades() const {
  const std::scoped_lock hold(lock_);
  if (masquerades_) return *masquerades_;
  return below_ ? below_->masquerades() : machine.masquerades;
}

std::unique_ptr<HeldLock> MemorySystem::lock(const std::string& path) {
  return machine.locked.contains(path) ? nullptr : std::make_unique<HeldLock>();
}

Outcome MemorySystem::run(const std::vector<std::string>& argv) {
  const std::scoped_lock hold(lock_);
  changes_.push_back({SystemChange::Kind::run, argv, {}, UnitAction::start});
  return outcome(machine, argv).value_or(Outcome{});
}

std::unique_ptr<Program> MemorySystem::start(const std::vector<std::string>& argv) {
  struct Canned : Program {
    explicit Canned(std::optional<Outcome> told) : outcome(std::move(told)) {}
    std::optional<Outcome> ended() override { return outcome; }
    std::optional<Outcome> outcome;
  };
  const std::scoped_lock hold(lock_);
  changes_.push_back({SystemChange::Kind::start, argv, {}, UnitAction::start});
  return std::make_unique<Canned>(outcome(machine, argv));
}

void MemorySystem::unit(const std::string& name, UnitAction action) {
  const bool ran = active(name);
  const std::scoped_lock hold(lock_);
  const auto unit = short_name(name);
  changes_.push_back({SystemChange::Kind::unit, {}, unit, action});
  const bool starts = action == UnitAction::start || action == UnitAction::begin;
  if (starts || action == UnitAction::restart) started_[unit] = true;
  if (action == UnitAction::restart || (starts && !ran)) since_[unit] = memory_time();
  if (action == UnitAction::stop) started_[unit] = false;
  if (action == UnitAction::enable) enabled_[unit] = true;
  if (action == UnitAction::disable) enabled_[unit] = false;
}

void MemorySystem::unmount(const std::string& path, UnmountFlags) {
  const std::scoped_lock hold(lock_);
  if (machine.busy_mounts.contains(path)) naming("unmount", path, [] { fail_with(EBUSY); });
  unmounted_.insert(path);
  changes_.push_back({SystemChange::Kind::unmount, {}, path, UnitAction::start});
}

void MemorySystem::network(std::string words) {
  changes_.push_back({SystemChange::Kind::network, {}, std::move(words), UnitAction::start});
}

void MemorySystem::set_pod_route(const PodRoute& route) {
  auto routes = pod_routes();
  if (std::find(routes.begin(), routes.end(), route) != routes.end()) return;
  std::erase_if(routes, [&](const PodRoute& each) { return each.pods == route.pods; });
  routes.push_back(route);
  std::sort(routes.begin(), routes.end());
  const std::scoped_lock hold(lock_);
  routes_ = std::move(routes);
  network("route " + route.pods.text() + " via " + route.via.text());
}

void MemorySystem::remove_pod_route(const PodRoute& route) {
  auto routes = pod_routes();
  if (std::erase(routes, route) == 0) return;
  const std::scoped_lock hold(lock_);
  routes_ = std::move(routes);
  network("remove the route to " + route.pods.text() + " via " + route.via.text());
}

void MemorySystem::set_masquerades(const std::vector<Masquerade>& all) {
  if (all == masquerades()) return;
  const std::scoped_lock hold(lock_);
  masquerades_ = all;
  if (all.empty()) network("masquerade no pods");
  for (const auto& each : all) network("masquerade " + masquerade_text(each));
}

}  // namespace kcluster
