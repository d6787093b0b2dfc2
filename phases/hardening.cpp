#include "phases/hardening.h"

#include <algorithm>

#include "base/error.h"
#include "kubernetes/paths.h"
#include "manifest/hardening.h"
#include "phases/approval_timer.h"
#include "phases/approve_serving.h"

namespace kcluster {
namespace {

/// What is missing still; "" when this node's request is approved.
std::string still_missing(const ServingPlan& plan, Client& api) {
  std::string why = "it has not asked for one yet";
  for (const auto& verdict : approve_serving({}, plan.api_server, api)) {
    if (verdict.node != plan.node) continue;
    if (verdict.outcome == ServingVerdict::Outcome::approved) return {};
    why = verdict.request + ": " + verdict.why;
  }
  return serving_approved(plan.node, api) ? std::string() : why;
}

}  // namespace

void lay_hardening(const HardeningPlan& plan, Files& files) {
  if (plan.files.empty()) return;
  files.make_dir(paths::hardening, 0700);
  for (const auto& file : plan.files)
    if (!files.look(file.path)) files.write(file.path, hardening_text(file.content), {0600});
}

void approve_own_serving(const ServingPlan& plan, const Files& files, Client& api,
                         const Clock& clock) {
  clock.await("this node's kubelet to get a serving certificate",
              std::chrono::duration_cast<Millis>(plan.limit), [&]() -> std::optional<std::string> {
                if (files.look(plan.pair)) return std::nullopt;
                const auto missing = still_missing(plan, api);
                if (missing.empty()) return std::nullopt;
                throw Silence(missing, "see journalctl -u kubelet, and kubectl get csr");
              });
}

void keep_approving(const ServingPlan& plan, Files& files, System& system, const Tell& tell) {
  install_approval_timer(approval_command(plan.program, plan.kubeconfig), usual_approval_schedule,
                         files, system, tell);
}

}  // namespace kcluster
