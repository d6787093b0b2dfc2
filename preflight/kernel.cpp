#include <set>

#include "base/text.h"
#include "preflight/checks.h"

namespace kcluster {
namespace {

/// How a module comes into the kernel: asked for by the one that uses it, or by the administrator.
enum class Comes { on_demand, by_hand };
struct Module {
  std::string_view name;
  std::string_view sign;        ///< a path that is there once the module is
  std::string_view proxy_mode;  ///< kube-proxy's mode that wants it; "" for any
  Comes comes;
  std::string_view why;
};
constexpr Module kModules[] = {
    {"overlay", "/sys/module/overlay", "", Comes::on_demand, "the runtime stacks images with it"},
    {"br_netfilter", "/proc/sys/net/bridge/bridge-nf-call-iptables", "", Comes::by_hand,
     "Services are not reached from pods on a Linux bridge without it"},
    {"nf_conntrack", "/proc/sys/net/netfilter", "", Comes::on_demand, "kube-proxy needs it"},
    {"ip_vs", "/proc/net/ip_vs", "ipvs", Comes::on_demand, "kube-proxy's mode ipvs needs it"},
    {"nf_tables", "/sys/module/nf_tables", "nftables", Comes::on_demand,
     "kube-proxy's mode nftables needs it"},
};
constexpr const char* kIpv4Forward = "/proc/sys/net/ipv4/ip_forward";
constexpr const char* kIpv6Forward = "/proc/sys/net/ipv6/conf/default/forwarding";
constexpr const char* kBridgeIpv4 = "/proc/sys/net/bridge/bridge-nf-call-iptables";
constexpr const char* kBridgeIpv6 = "/proc/sys/net/bridge/bridge-nf-call-ip6tables";

// modules.dep and modules.builtin name files: "kernel/net/bridge/br_netfilter.ko.xz: …".
bool lists(const std::optional<std::string>& file, std::string_view module) {
  return file && file->find("/" + std::string(module) + ".ko") != std::string::npos;
}

bool present(const Files& files, const std::string& folder, const Module& module) {
  if (files.look(std::string(module.sign))) return true;
  if (lists(files.read(folder + "/modules.builtin"), module.name)) return true;
  const auto systems = files.read("/proc/filesystems").value_or("");
  return systems.find("\t" + std::string(module.name) + "\n") != std::string::npos;
}

// Without the list of modules nobody can say what would come on demand.
bool will_come(const Files& files, const std::string& folder, const Module& module) {
  if (module.comes == Comes::by_hand) return false;
  const auto known = files.read(folder + "/modules.dep");
  return !known || lists(known, module.name);
}

std::string file_content(const std::string& path) { return named("FileContent", path); }

// "/proc/sys/net/ipv4/ip_forward" is sysctl's net.ipv4.ip_forward.
std::string sysctl_key(const std::string& path) {
  auto key = path.substr(std::string("/proc/sys/").size());
  std::replace(key.begin(), key.end(), '/', '.');
  return key;
}

void want_one(const Files& files, const std::string& path, Finding::Weight weight, Findings& out) {
  const auto value = files.read(path);
  if (value && trim(*value) == "1") return;
  const auto key = sysctl_key(path);
  out.push_back(finding(
      weight, file_content(path),
      path + (value ? " is not 1" : " does not exist") + ": the kernel would drop pods' packets",
      "`echo '" + key + " = 1' > /etc/sysctl.d/99-" + key + ".conf && sysctl --system`"));
}

std::set<Ip::Family> families(const CheckPlan& plan) {
  std::set<Ip::Family> out;
  for (const auto* ranges : {&plan.pod_ranges, &plan.service_ranges})
    for (const auto& range : *ranges) out.insert(range.network.family);
  if (const auto ip = parse_ip(plan.advertise_address)) out.insert(ip->family);
  return out;
}

}  // namespace

Findings check_modules(const CheckPlan& plan, const Look& look) {
  const auto folder = "/lib/modules/" + look.system.facts().kernel;
  Findings out;
  for (const auto& module : kModules) {
    if (!module.proxy_mode.empty() && module.proxy_mode != plan.proxy_mode) continue;
    if (present(look.files, folder, module) || will_come(look.files, folder, module)) continue;
    const std::string name(module.name);
    out.push_back(warning(
        "KernelModules", "the kernel module " + name + " is not loaded; " + std::string(module.why),
        "`modprobe " + name + " && echo " + name + " > /etc/modules-load.d/" + name + ".conf`"));
  }
  return out;
}

Findings check_sysctls(const CheckPlan& plan, const Look& look) {
  Findings out;
  for (const auto family : families(plan)) {
    const bool v4 = family == Ip::Family::v4;
    want_one(look.files, v4 ? kIpv4Forward : kIpv6Forward, Finding::Weight::error, out);
    const std::string bridge = v4 ? kBridgeIpv4 : kBridgeIpv6;
    // Absent is the business of KernelModules.
    if (look.files.look(bridge)) want_one(look.files, bridge, Finding::Weight::warning, out);
  }
  return out;
}

}  // namespace kcluster
