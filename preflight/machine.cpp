#include <fmt/format.h>

#include "preflight/checks.h"

namespace kcluster {
namespace {

constexpr unsigned kCpus = 2;
constexpr std::uint64_t kMiB = 1024 * 1024;
// A machine sold with 2 GB shows less, as the kernel keeps some; kubeadm's bound allows for that.
constexpr std::uint64_t kMemory = 2048 * kMiB, kMemoryBound = 1700 * kMiB;
constexpr auto kLongAgo = std::chrono::seconds(1735689600);  // 2025-01-01, before this program

}  // namespace

Findings check_user(const CheckPlan&, const Look& look) {
  if (look.system.facts().uid == 0) return {};
  return {error("IsPrivilegedUser", "the command does not run as root", "run it with `sudo`")};
}

Findings check_cpus(const CheckPlan&, const Look& look) {
  const auto cpus = look.system.facts().cpus;
  if (cpus >= kCpus) return {};
  return {error("NumCPU",
                fmt::format("this machine has {} CPU, a control plane needs {}", cpus, kCpus),
                fmt::format("give the machine at least {} CPUs", kCpus))};
}

Findings check_memory(const CheckPlan&, const Look& look) {
  const auto memory = look.system.facts().memory;
  if (memory >= kMemory) return {};
  const auto weight = memory < kMemoryBound ? Finding::Weight::error : Finding::Weight::warning;
  return {finding(weight, "Mem",
                  fmt::format("this machine has {} MB of memory, a control plane needs {} MB",
                              memory / kMiB, kMemory / kMiB),
                  "give the machine at least 2 GB of memory")};
}

Findings check_clock(const CheckPlan&, const Look& look) {
  const auto now = look.clock.now().time_since_epoch();
  if (now < kLongAgo)
    return {error("Clock",
                  fmt::format("the clock is wrong, it stands {} days after 1 January 1970; "
                              "certificates made now would be worthless",
                              std::chrono::duration_cast<std::chrono::hours>(now).count() / 24),
                  "set the clock: `timedatectl set-ntp true`")};
  if (look.system.facts().clock_synchronised.value_or(true)) return {};
  return {warning("Clock", "the clock is not synchronised; nodes must agree on the time",
                  "`timedatectl set-ntp true` (needs systemd-timesyncd or chrony)")};
}

}  // namespace kcluster
