#include "base/text.h"
#include "host/swaps.h"
#include "preflight/cgroups.h"
#include "preflight/checks.h"

namespace kcluster {

Findings check_swap(const CheckPlan& plan, const Look& look) {
  const auto on = swaps_on(look.files);
  if (on.empty()) return {};
  const std::string what = "swap is on (" + join(on, ", ") + ")";
  const std::string off = R"(`swapoff -a && sed -i '/\sswap\s/s/^/#/' /etc/fstab`)";
  if (plan.fail_swap_on)
    return {error("Swap", what + " and the kubelet does not start with it",
                  off + ", or set failSwapOn: false in the KubeletConfiguration")};
  const auto mount = find_cgroups(look.files);
  if (mount && mount->version == CgroupMount::Version::v2) return {};
  return {warning("Swap", what + ", which the kubelet limits only with cgroup v2", off)};
}

}  // namespace kcluster
