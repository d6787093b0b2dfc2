#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "base/text.h"
#include "manifest/cni.h"
#include "phases/left_behind.h"

namespace kcluster {
namespace {

/// What a program says; "" when it is not there or fails.
std::string ask(const System& system, const std::vector<std::string>& argv) {
  const auto said = attempt([&] { return system.ask(argv); });
  return said && said->exit == 0 ? said->out : "";
}

/// Links of pod networks and of kube-proxy; a name ending in * stands for all that begin so.
constexpr std::string_view kLinks[] = {
    kBridgeInterface,  "cni0",  "kube-ipvs0", "flannel.1", "flannel-v6.1", "vxlan.calico",
    "vxlan-v6.calico", "cali*", "cilium_*",   "weave",     "kube-bridge",  "nodelocaldns"};

bool of_a_cluster(const std::string& link) {
  return std::any_of(std::begin(kLinks), std::end(kLinks), [&](std::string_view known) {
    return known.back() == '*' ? link.rfind(known.substr(0, known.size() - 1), 0) == 0
                               : link == known;
  });
}

std::vector<Left> rules_of(const std::string& tool, const System& system) {
  std::size_t rules = 0;
  for (const auto& line : split(ask(system, {tool + "-save"}), '\n'))
    if (line.find("KUBE-") != line.npos || line.find("CNI-") != line.npos) ++rules;
  if (rules == 0) return {};
  return {{fmt::format("{} rules and chains of {} named KUBE- or CNI-", rules, tool),
           fmt::format("{0}-save | grep -v -e KUBE- -e CNI- | {0}-restore", tool)}};
}

}  // namespace

std::vector<Left> left_rules(const LeftPlan&, const Look& look) {
  return rules_of("iptables", look.system);
}

std::vector<Left> left_rules_of_ipv6(const LeftPlan&, const Look& look) {
  return rules_of("ip6tables", look.system);
}

std::vector<Left> left_tables(const LeftPlan&, const Look& look) {
  std::vector<Left> found;
  for (const auto& line : split(ask(look.system, {"nft", "list", "tables"}), '\n'))
    if (line.find("kube-proxy") != line.npos)
      found.push_back({"nftables' " + line, "nft delete " + line});
  return found;
}

std::vector<Left> left_balancing(const LeftPlan&, const Look& look) {
  const auto text = attempt([&] { return look.files.read("/proc/net/ip_vs").value_or(""); });
  const auto lines = text ? split(trim(*text), '\n') : std::vector<std::string>{};
  constexpr std::size_t headings = 3;
  if (lines.size() <= headings) return {};
  return {{"kube-proxy's virtual servers (IPVS)", "ipvsadm --clear"}};
}

std::vector<Left> left_links(const LeftPlan&, const Look& look) {
  std::vector<Left> found;
  // of this network namespace, where /sys/class/net may be another's
  for (const auto& line : split(look.files.read("/proc/net/dev").value_or(""), '\n')) {
    const std::string link(trim(std::string_view(line).substr(0, line.find(':'))));
    if (of_a_cluster(link)) found.push_back({"network link " + link, "ip link delete " + link});
  }
  return found;
}

}  // namespace kcluster
