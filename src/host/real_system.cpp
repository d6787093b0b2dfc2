#include "host/real_system.h"

#include <sys/mount.h>

#include "host/facts.h"
#include "host/fault.h"
#include "host/lock.h"
#include "host/masquerade.h"
#include "host/network.h"
#include "host/pod_routes.h"
#include "host/process.h"
#include "host/real_files.h"
#include "host/units.h"

namespace kcluster {
namespace {

constexpr std::chrono::minutes kLongestLook{1};

// "kubelet" as systemctl would take it
std::string full_name(const std::string& unit) {
  return unit.find('.') == std::string::npos ? unit + ".service" : unit;
}

}  // namespace

Outcome RealSystem::ask(const std::vector<std::string>& argv) const {
  Bounds bounds;
  bounds.time = kLongestLook;
  return run_program(argv, bounds, interrupt_.token());
}

Facts RealSystem::facts() const { return read_facts(); }

bool RealSystem::has_units() const {
  std::error_code none;
  return std::filesystem::is_directory(root_ / "run/systemd/system", none);
}

bool RealSystem::has_network() const { return root_ == "/"; }

bool RealSystem::active(const std::string& unit) const {
  return has_units() && unit_active(full_name(unit));
}

std::optional<std::chrono::system_clock::time_point> RealSystem::running_since(
    const std::string& unit) const {
  return active(unit) ? unit_running_since(full_name(unit)) : std::nullopt;
}

std::optional<std::string> RealSystem::unit_file_state(const std::string& unit) const {
  if (!has_units()) return std::nullopt;
  return kcluster::unit_file_state(full_name(unit));
}

std::vector<std::string> RealSystem::journal(const std::string& unit, unsigned lines) const {
  return unit_messages(full_name(unit), lines);
}

std::vector<std::string> RealSystem::resolve(const std::string& host) const {
  return resolve_host(host);
}

bool RealSystem::port_free(unsigned port) const { return can_listen(port); }

std::vector<PodRoute> RealSystem::pod_routes() const {
  return has_network() ? read_pod_routes() : std::vector<PodRoute>{};
}

std::vector<Masquerade> RealSystem::masquerades() const {
  return has_network() ? read_masquerades() : std::vector<Masquerade>{};
}

std::unique_ptr<HeldLock> RealSystem::lock(const std::string& path) {
  return lock_file(root_ / Path(path).relative_path());
}

Outcome RealSystem::run(const std::vector<std::string>& argv) {
  return run_program(argv, {}, interrupt_.token());
}

std::unique_ptr<Program> RealSystem::start(const std::vector<std::string>& argv) {
  return start_program(argv);
}

void RealSystem::unit(const std::string& name, UnitAction action) {
  act_on_unit(full_name(name), action, interrupt_.token());
}

std::vector<Mounted> RealSystem::mounts() const {
  auto all = read_mounts(RealFiles().read("/proc/self/mountinfo").value_or(""));
  if (root_ == "/") return all;
  const Path root = std::filesystem::weakly_canonical(root_);
  std::erase_if(all, [&](const Mounted& mount) { return !lies_in(mount.point, root); });
  for (auto& mount : all)
    mount.point = (Path("/") / mount.point.lexically_relative(root)).lexically_normal();
  return all;
}

void RealSystem::unmount(const std::string& path, UnmountFlags flags) {
  const int how = UMOUNT_NOFOLLOW | (flags.force ? MNT_FORCE : 0) |
                  (flags.detach ? MNT_DETACH : 0) | (flags.expire ? MNT_EXPIRE : 0);
  const Path whole = root_ / Path(path).relative_path();
  if (::umount2(whole.c_str(), how) == 0) return;
  if (errno != EINVAL && errno != ENOENT) file_fault("unmount", path, errno);
}

void RealSystem::set_pod_route(const PodRoute& route) {
  if (has_network()) write_pod_route(route);
}

void RealSystem::remove_pod_route(const PodRoute& route) {
  if (has_network()) delete_pod_route(route);
}

void RealSystem::set_masquerades(const std::vector<Masquerade>& all) {
  if (has_network()) write_masquerades(all);
}

}  // namespace kcluster
