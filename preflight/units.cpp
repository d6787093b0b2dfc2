#include <fmt/format.h>

#include "base/attempt.h"
#include "preflight/checks.h"

namespace kcluster {
namespace {

bool starts_at_boot(const std::string& state) {
  return state == "enabled" || state == "static" || state == "generated" || state == "alias" ||
         state == "enabled-runtime" || state == "indirect";
}

}  // namespace

Findings check_kubelet_unit(const CheckPlan&, const Look& look) {
  const auto state = look.system.unit_file_state("kubelet.service");
  if (!state)
    return {error("Service-kubelet", "systemd knows no unit kubelet.service",
                  "install the package, which brings it: `apt-get install -y kubelet`")};
  if (starts_at_boot(*state)) return {};
  return {warning(
      "Service-kubelet",
      fmt::format("kubelet.service is {}, so the node would not come back after a reboot", *state),
      *state == "masked" ? "`systemctl unmask kubelet && systemctl enable kubelet`"
                         : "`systemctl enable kubelet`")};
}

Findings check_firewall(const CheckPlan& plan, const Look& look) {
  // Without systemd there is no firewalld either; Service-kubelet tells of that.
  const auto active = attempt([&] { return look.system.active("firewalld.service"); });
  if (!active || !*active) return {};
  std::string open;
  for (const auto& need : plan.ports) open += fmt::format(" --add-port={}/tcp", need.port);
  return {warning("Firewalld", "firewalld is active and may close the cluster's ports",
                  fmt::format("`firewall-cmd --permanent{} && firewall-cmd --reload`", open))};
}

}  // namespace kcluster
