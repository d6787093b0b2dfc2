#include <fmt/format.h>

#include <map>

#include "base/attempt.h"
#include "base/text.h"
#include "preflight/checks.h"

namespace kcluster {
namespace {

constexpr double kGb = 1e9;
constexpr std::uint64_t kTotal = 32'000'000'000, kTotalBound = 28'000'000'000;
constexpr std::uint64_t kImages = 2'000'000'000;  // what a control plane's images take, unpacked

struct Disk {
  Space space;
  std::vector<DiskNeed> needs;
};

/// Where runtimes keep images unless they are told otherwise; asked for only when they do not say.
struct Store {
  std::string_view socket, path;
};
constexpr Store kStores[] = {{"crio", "/var/lib/containers/storage"},
                             {"docker", "/var/lib/docker"},
                             {"", "/var/lib/containerd"}};

std::string usual_store(const std::string& socket) {
  for (const auto& store : kStores)
    if (socket.find(store.socket) != socket.npos) return std::string(store.path);
  return "";
}

std::string image_store(const CheckPlan& plan, const Look& look) {
  const auto root = attempt([&] { return look.cri(plan.cri_socket)->image_root(); });
  return root && !root->empty() ? *root : usual_store(plan.cri_socket);
}

std::vector<Disk> disks(const CheckPlan& plan, const Look& look) {
  auto needs = plan.disks;
  needs.push_back({image_store(plan, look), "images and containers", 0, kImages, 15});
  std::map<std::uint64_t, Disk> by_device;
  for (const auto& need : needs) {
    const auto space = look.files.space(need.path);
    auto& disk = by_device[space.device];
    disk.space = space;
    disk.needs.push_back(need);
  }
  std::vector<Disk> out;
  for (auto& [device, disk] : by_device) out.push_back(std::move(disk));
  return out;
}

std::string folders(const std::vector<DiskNeed>& needs) {
  std::vector<std::string> paths;
  for (const auto& need : needs) paths.push_back(need.path);
  return join(paths, ", ");
}

void judge_total(const std::vector<Disk>& all, Findings& out) {
  std::uint64_t total = 0;
  std::vector<DiskNeed> needs;
  for (const auto& disk : all) {
    total += disk.space.total;
    needs.insert(needs.end(), disk.needs.begin(), disk.needs.end());
  }
  if (total >= kTotal) return;
  out.push_back(
      finding(total < kTotalBound ? Finding::Weight::error : Finding::Weight::warning, "Disk",
              fmt::format("the file systems of {} have {:.1f} GB together, a node needs {:.0f}",
                          folders(needs), double(total) / kGb, kTotal / kGb),
              "enlarge them, or mount a disk of its own at one of these folders"));
}

void judge_free(const Disk& disk, Findings& out) {
  std::uint64_t need = 0;
  for (const auto& part : disk.needs) need += part.free;
  if (disk.space.free >= need) return;
  out.push_back(
      error("Disk",
            fmt::format("{:.1f} GB are free for {}, at least {:.1f} are needed",
                        double(disk.space.free) / kGb, folders(disk.needs), double(need) / kGb),
            fmt::format("make room; `du -xhd1 {} | sort -h` shows what takes it",
                        disk.needs.front().path)));
}

void judge_eviction(const Disk& disk, Findings& out) {
  unsigned percent = 0;
  for (const auto& need : disk.needs) percent = std::max(percent, need.eviction);
  if (disk.space.free * 100 >= disk.space.total * percent) return;
  out.push_back(warning("Disk",
                        fmt::format("less than {} % are free for {}: the kubelet would evict pods",
                                    percent, folders(disk.needs)),
                        "make room, or set evictionHard in the KubeletConfiguration"));
}

void judge_own(const Disk& disk, Findings& out) {
  for (const auto& need : disk.needs)
    if (disk.space.total < need.total)
      out.push_back(
          error("Disk",
                fmt::format("the file system of {} ({}) has {:.1f} GB, it needs {:.0f}", need.path,
                            need.purpose, double(disk.space.total) / kGb, double(need.total) / kGb),
                "enlarge it"));
}

}  // namespace

Findings check_disk(const CheckPlan& plan, const Look& look) {
  const auto all = disks(plan, look);
  Findings out;
  judge_total(all, out);
  for (const auto& disk : all) {
    judge_own(disk, out);
    judge_free(disk, out);
    judge_eviction(disk, out);
  }
  if (plan.role == NodeRole::worker)
    for (auto& finding : out) finding.weight = Finding::Weight::warning;
  return out;
}

}  // namespace kcluster
