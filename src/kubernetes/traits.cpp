#include "kubernetes/traits.h"

#include <algorithm>
#include <iterator>

#include "kubernetes/versions.h"

namespace kcluster {
namespace {

constexpr unsigned kAny = 0, kNone = 0, kOpen = ~0U;

struct Row {
  Trait trait;
  unsigned first, last;  // minors
};

// Read off the sources of kubeadm v1.34.4, v1.35.4 and v1.36.3; tests/compare runs all three.
constexpr Row kTraits[] = {
    {Trait::pause_image_flag, kAny, 34},        {Trait::etcd_http_endpoints, 35, kOpen},
    {Trait::flexvolume_folder, kAny, 35},       {Trait::etcd_experimental_flags, kAny, 35},
    {Trait::kubelet_client_is_admin, kAny, 35}, {Trait::kubelet_client_bound, 36, kOpen},
    {Trait::socket_annotated, kAny, 35},
};

constexpr FeatureGate kGates[] = {
    {kLocalKubeletGate, 35, 34, true},
    {kLocalSocketGate, 36, 36, true},
    {"PublicKeysECDSA", 36, 36, false},
    {kRootlessGate, kOpen, kOpen, false},
    {"WaitForAllControlPlaneComponents", 34, kNone, true},
};

const FeatureGate* find_gate(std::string_view name) {
  const auto found = std::find_if(std::begin(kGates), std::end(kGates),
                                  [&](const FeatureGate& gate) { return gate.name == name; });
  return found == std::end(kGates) ? nullptr : found;
}

unsigned minor(std::string_view version) {
  const auto parsed = Version::parse(version);
  return parsed ? parsed->minor : kOpen;
}

}  // namespace

bool does(std::string_view kubernetes_version, Trait trait) {
  const auto now = minor(kubernetes_version);
  return std::any_of(std::begin(kTraits), std::end(kTraits), [&](const Row& row) {
    return row.trait == trait && row.first <= now && now <= row.last;
  });
}

std::vector<std::string_view> known_gates(std::string_view kubernetes_version) {
  const auto now = minor(kubernetes_version);
  std::vector<std::string_view> names;
  for (const auto& gate : kGates)
    if (now == kOpen || now <= gate.last) names.push_back(gate.name);
  return names;
}

bool knows_gate(std::string_view kubernetes_version, std::string_view name) {
  const auto names = known_gates(kubernetes_version);
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool gate_enabled(const std::map<std::string, bool>& given, std::string_view name,
                  std::string_view kubernetes_version) {
  const auto* gate = find_gate(name);
  if (!gate) return false;
  const auto found = given.find(std::string(name));
  const bool obeyed = minor(kubernetes_version) <= gate->obeyed;
  return obeyed && found != given.end() ? found->second : gate->by_default;
}

}  // namespace kcluster
