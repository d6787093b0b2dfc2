#include <fmt/format.h>

#include <algorithm>

#include "preflight/checks.h"

namespace kcluster {
namespace {

// Certificates are dated back by five minutes; leases and tokens live longer than that.
constexpr std::chrono::seconds kHarmful{300}, kNoteworthy{30};
// The node controller's grace: a kubelet renews its lease every ten seconds.
constexpr std::chrono::seconds kAlive{50};

std::string in_words(std::chrono::seconds span) {
  const auto all = std::chrono::abs(span).count();
  return all < 120 ? fmt::format("{} s", all) : fmt::format("{} min", all / 60);
}

bool is_this_machine(const CheckPlan& plan) {
  const auto& theirs = plan.same_name->addresses;
  return std::any_of(theirs.begin(), theirs.end(), [&](const std::string& address) {
    return std::find(plan.addresses.begin(), plan.addresses.end(), address) != plan.addresses.end();
  });
}

}  // namespace

Findings check_clock_skew(const CheckPlan& plan, const Look&) {
  const auto ahead = plan.clock_ahead.value_or(std::chrono::seconds(0));
  if (std::chrono::abs(ahead) <= kNoteworthy) return {};
  const auto weight =
      std::chrono::abs(ahead) > kHarmful ? Finding::Weight::error : Finding::Weight::warning;
  return {finding(weight, "ClockSkew",
                  fmt::format("this node's clock is {} {} the API server's", in_words(ahead),
                              ahead.count() < 0 ? "behind" : "ahead of"),
                  "let both follow the same time: `timedatectl set-ntp true`")};
}

Findings check_node_name(const CheckPlan& plan, const Look&) {
  const auto& other = plan.same_name;
  if (!other || !other->ready || is_this_machine(plan)) return {};
  if (other->lease_age && *other->lease_age > kAlive) return {};
  const auto where = other->addresses.empty() ? "" : " at " + other->addresses.front();
  return {error("NodeName",
                fmt::format("the cluster has a living node {}{} already", plan.node_name, where),
                fmt::format("choose another name with --node-name (nodeRegistration.name), or take "
                            "the other node out first: `kubectl delete node {}`",
                            plan.node_name))};
}

Findings check_stable_endpoint(const CheckPlan& plan, const Look&) {
  if (!plan.endpoint_host.empty()) return {};
  return {error("ControlPlaneEndpoint",
                "the cluster has no endpoint that would outlive its first control plane",
                "give it one on that control plane: kcluster reconfigure endpoint HOST:PORT")};
}

Findings check_shared_files(const CheckPlan& plan, const Look& look) {
  std::string missing;
  for (const auto& file : plan.shared_files)
    if (!look.files.look(file)) missing += (missing.empty() ? "" : ", ") + file;
  if (missing.empty()) return {};
  return {error("SharedCertificates", "a control plane needs " + missing,
                "have them fetched with --certificate-key, which `kcluster init phase upload-certs "
                "--upload-certs` prints on a control plane, or copy them from one")};
}

}  // namespace kcluster
