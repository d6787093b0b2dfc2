#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "diagnosis/proofs.h"
#include "host/await.h"

namespace kcluster {
namespace {

constexpr std::uint64_t kLeastFree = 16u << 20;  // bytes: less, and etcd and logs stand still
constexpr std::uint64_t kLeastInodes = 64;
constexpr Seconds kHarmful{300};  // certificates are dated back by five minutes

using Disk = Examination::Disk;

/// One folder stands for all on its file system.
template <class Full>
std::vector<const Disk*> full_ones(const Examination& seen, Full full) {
  std::vector<const Disk*> found;
  for (const auto& disk : seen.disks) {
    const bool known = std::any_of(found.begin(), found.end(), [&](const Disk* other) {
      return other->space.device == disk.space.device;
    });
    if (!known && full(disk)) found.push_back(&disk);
  }
  return found;
}

std::string paths_of(const std::vector<const Disk*>& disks) {
  std::vector<std::string> all;
  for (const auto* disk : disks) all.push_back(disk->path);
  return join(all, ", ");
}

bool has_address(const Examination& seen, const std::string& address) {
  return std::any_of(seen.machine.addresses.begin(), seen.machine.addresses.end(),
                     [&](const Facts::Address& each) { return each.ip == address; });
}

std::string own_addresses(const Examination& seen) {
  std::vector<std::string> all;
  for (const auto& each : seen.machine.addresses)
    if (!each.loopback) all.push_back(each.ip);
  return join(all, ", ");
}

MaybeProof setting_off(const std::optional<bool>& on, const std::string& key,
                       const std::string& what) {
  if (on.value_or(true)) return std::nullopt;
  return Proof{"kernel",
               what,
               {key + " = 0"},
               fmt::format("`echo '{0} = 1' > /etc/sysctl.d/99-kubernetes-{0}.conf && sysctl "
                           "--system`",
                           key)};
}

}  // namespace

MaybeProof prove_disk_full(const Examination& seen) {
  const auto full = full_ones(seen, [](const Disk& disk) {
    const auto& space = disk.space;
    return space.total > 0 && space.free < kLeastFree && space.free < space.total / 20;
  });
  if (full.empty()) return std::nullopt;
  Proof proof{paths_of(full), "nearly nothing is free", {}, ""};
  for (const auto* disk : full)
    proof.shown_by.push_back(fmt::format("{}: {} of {} MB are free", disk->path,
                                         disk->space.free >> 20, disk->space.total >> 20));
  proof.remedy = fmt::format(
      "make room: `du -xhd1 {} | sort -h` shows what takes it; `journalctl --vacuum-size=200M` and "
      "`crictl rmi --prune` give some back",
      full.front()->path);
  return proof;
}

MaybeProof prove_inodes(const Examination& seen) {
  const auto full = full_ones(
      seen, [](const Disk& disk) { return disk.inodes > 0 && disk.free_inodes < kLeastInodes; });
  if (full.empty()) return std::nullopt;
  return Proof{paths_of(full),
               "no inode is free, whatever space there is",
               {fmt::format("{}: {} of {} inodes are free", full.front()->path,
                            full.front()->free_inodes, full.front()->inodes)},
               fmt::format("remove files: `du --inodes -xd1 {} | sort -n` shows where they are",
                           full.front()->path)};
}

MaybeProof prove_clock(const Examination& seen) {
  const auto ahead = seen.api.ahead.value_or(Seconds(0));
  if (std::chrono::abs(ahead) <= kHarmful) return std::nullopt;
  return Proof{"clock",
               fmt::format("this node's clock is {} {} {}'s", in_words(std::chrono::abs(ahead)),
                           ahead.count() < 0 ? "behind" : "ahead of", seen.api.ahead_of),
               {},
               "`timedatectl set-ntp true`, and see that `timedatectl` tells a synchronised clock"};
}

MaybeProof prove_clock_risk(const Examination& seen) {
  if (seen.machine.clock_synchronised.value_or(true)) return std::nullopt;
  return Proof{"clock", "no time service sets this node's clock", {}, "`timedatectl set-ntp true`"};
}

MaybeProof prove_memory(const Examination& seen) {
  for (const auto& each : seen.told.containers)
    if (each.container.reason == "OOMKilled")
      return Proof{each.container.name,
                   "the kernel killed it for want of memory",
                   {state_in_words(each.container),
                    fmt::format("the machine has {} MB", seen.machine.memory >> 20)},
                   "give the node more memory (2 GB at least for a control plane), or raise the "
                   "container's limit"};
  return std::nullopt;
}

MaybeProof prove_swap(const Examination& seen) {
  if (auto said = shown_in_lines("swap", seen)) return said;
  if (seen.kernel.swaps.empty() || !seen.kubelet.fail_swap_on || seen.kubelet_well())
    return std::nullopt;
  return Proof{
      "kubelet",
      "swap is on, and the kubelet refuses to run with it",
      {"/proc/swaps: " + join(seen.kernel.swaps, ", ")},
      R"(`swapoff -a && sed -i '/\sswap\s/s/^/#/' /etc/fstab && systemctl restart kubelet`)"};
}

MaybeProof prove_swap_risk(const Examination& seen) {
  if (seen.kernel.swaps.empty() || !seen.kubelet.fail_swap_on || !seen.kubelet_well())
    return std::nullopt;
  return Proof{"kubelet",
               "the kubelet runs, and would not start again with swap on",
               {"/proc/swaps: " + join(seen.kernel.swaps, ", ")},
               R"(`swapoff -a && sed -i '/\sswap\s/s/^/#/' /etc/fstab`)"};
}

MaybeProof prove_address_gone(const Examination& seen) {
  for (const auto& manifest : seen.manifests) {
    if (manifest.address.empty() || has_address(seen, manifest.address)) continue;
    return Proof{
        manifest.component,
        fmt::format("it is told to be reached at {}, which this node does not have",
                    manifest.address),
        {manifest.path, "addresses here: " + own_addresses(seen)},
        fmt::format("give the node its address back (`ip addr add {0} dev INTERFACE`, and in "
                    "the network's configuration for good), or reset it and join it again",
                    manifest.address)};
  }
  return std::nullopt;
}

MaybeProof prove_ip_forward(const Examination& seen) {
  if (seen.role == Examination::Role::none) return std::nullopt;
  return setting_off(seen.kernel.ip_forward, "net.ipv4.ip_forward",
                     "packets of pods go nowhere beyond this node");
}

MaybeProof prove_bridge_filter(const Examination& seen) {
  if (seen.role == Examination::Role::none || !seen.cni.bridges) return std::nullopt;
  return setting_off(seen.kernel.bridge_filter, "net.bridge.bridge-nf-call-iptables",
                     "Services are not reached from pods on a Linux bridge");
}

}  // namespace kcluster
