#include <algorithm>

#include "base/text.h"
#include "kubernetes/versions.h"
#include "preflight/cgroups.h"
#include "preflight/checks.h"
#include "preflight/kernel_config.h"

// kubeadm's SystemVerification, with the lists of its k8s.io/system-validators.
namespace kcluster {
namespace {

constexpr const char* kName = "SystemVerification";
constexpr const char* kRebuild = "use a distribution's kernel, or build one with these options";

struct Option {
  std::string_view name, older = {};  ///< the option, and how older kernels call it
};
constexpr Option kRequired[] = {{"NAMESPACES"},
                                {"NET_NS"},
                                {"PID_NS"},
                                {"IPC_NS"},
                                {"UTS_NS"},
                                {"CPUSETS"},
                                {"MEMCG"},
                                {"INET"},
                                {"EXT4_FS"},
                                {"PROC_FS"},
                                {"NETFILTER_XT_TARGET_REDIRECT", "IP_NF_TARGET_REDIRECT"},
                                {"NETFILTER_XT_MATCH_COMMENT"},
                                {"FAIR_GROUP_SCHED"},
                                {"CGROUPS"},
                                {"CGROUP_PIDS"},
                                {"CGROUP_SCHED"}};
constexpr Option kRequiredV1[] = {{"CGROUP_CPUACCT"}, {"CGROUP_DEVICE"}, {"CGROUP_FREEZER"}};
constexpr Option kRequiredV2[] = {{"CGROUP_BPF"}};
constexpr Option kOptional[] = {
    {"OVERLAY_FS", "OVERLAYFS_FS"}, {"CFS_BANDWIDTH"}, {"SECCOMP"}, {"SECCOMP_FILTER"}};

using Names = std::vector<std::string>;
const Names kControllersV1{"cpu", "cpuacct", "cpuset", "devices", "freezer", "memory", "pids"};
const Names kControllersV2{"cpu", "cpuset", "devices", "freezer", "memory", "pids"};
const Names kSpareV1{"hugetlb", "blkio"}, kSpareV2{"hugetlb", "io"};

void check_release(const std::string& release, Findings& out) {
  const auto parts = split(release, '.');
  const auto minor =
      parts.size() < 2 ? "" : parts[1].substr(0, parts[1].find_first_not_of("0123456789"));
  const bool supported = parts[0].size() > 1 || parts[0] > "5" ||
                         (parts[0] == "5" && (minor == "4" || minor == "10" || minor == "15"));
  if (supported) return;
  out.push_back(
      warning(kName, "Kubernetes is not tested on Linux " + release,
              "use 5.4, 5.10, 5.15, 6.0 or a newer kernel; cgroup v2 wants 5.10 at least"));
}

void missing_options(const KernelConfig& config, std::span<const Option> options, Names& out) {
  for (const auto& option : options)
    if (!enabled(config, option.name) && (option.older.empty() || !enabled(config, option.older)))
      out.push_back("CONFIG_" + std::string(option.name));
}

void check_config(const Look& look, const std::string& release, CgroupMount::Version version,
                  Findings& out) {
  const auto config = read_kernel_config(look.files, look.system, release);
  if (!config) {
    out.push_back(warning(kName,
                          "the kernel does not tell its build options, so they are not checked",
                          "`modprobe configs`, or install the kernel's /boot/config-" + release));
    return;
  }
  Names required, optional;
  missing_options(*config, kRequired, required);
  missing_options(
      *config,
      version == CgroupMount::Version::v1 ? std::span<const Option>(kRequiredV1) : kRequiredV2,
      required);
  missing_options(*config, kOptional, optional);
  if (!required.empty())
    out.push_back(error(kName, "the kernel was built without " + join(required, ", "), kRebuild));
  if (!optional.empty())
    out.push_back(warning(kName, "the kernel was built without " + join(optional, ", "), kRebuild));
}

Names missing(const Names& wanted, const Names& there) {
  Names out;
  for (const auto& name : wanted)
    if (std::find(there.begin(), there.end(), name) == there.end()) out.push_back(name);
  return out;
}

void check_controllers(const Files& files, const CgroupMount& mount, Findings& out) {
  const bool v1 = mount.version == CgroupMount::Version::v1;
  const auto there = cgroup_controllers(files, mount);
  const auto required = missing(v1 ? kControllersV1 : kControllersV2, there);
  const auto optional = missing(v1 ? kSpareV1 : kSpareV2, there);
  if (!required.empty())
    out.push_back(error(kName, "these cgroup controllers are missing: " + join(required, ", "),
                        "enable them on the kernel's command line, for example "
                        "`cgroup_enable=memory cgroup_enable=cpuset`, and reboot"));
  if (!optional.empty())
    out.push_back(warning(kName,
                          "these optional cgroup controllers are missing: " + join(optional, ", "),
                          "pods cannot be limited in what these control"));
}

// The kubelet refuses version 1 since 1.35 unless its configuration says failCgroupV1: false.
void check_version(const CheckPlan& plan, Findings& out) {
  const auto kubelet = Version::parse(plan.kubelet_version.value_or(plan.kubernetes_version));
  const bool refuses = kubelet && kubelet->minor >= 35 && plan.fail_cgroup_v1;
  const auto weight = refuses ? Finding::Weight::error : Finding::Weight::warning;
  out.push_back(finding(
      weight, kName,
      refuses ? "this machine runs cgroup v1, which the kubelet refuses since 1.35"
              : "this machine runs cgroup v1, which Kubernetes is about to drop",
      "boot with `systemd.unified_cgroup_hierarchy=1` on the kernel's command line" +
          std::string(refuses ? ", or set failCgroupV1: false in the KubeletConfiguration" : "")));
}

}  // namespace

Findings check_system(const CheckPlan& plan, const Look& look) {
  Findings out;
  const auto release = look.system.facts().kernel;
  check_release(release, out);
  const auto mount = find_cgroups(look.files);
  if (!mount) {
    out.push_back(error(kName, "no control groups are mounted",
                        "`mount -t cgroup2 none /sys/fs/cgroup` (systemd does this at boot)"));
    return out;
  }
  check_config(look, release, mount->version, out);
  if (mount->version == CgroupMount::Version::v1) check_version(plan, out);
  check_controllers(look.files, *mount, out);
  return out;
}

}  // namespace kcluster
