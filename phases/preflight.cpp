#include "phases/preflight.h"

#include <future>

#include "base/attempt.h"
#include "base/warnings.h"
#include "preflight/run.h"
#include "preflight/words.h"

namespace kcluster {
namespace {

constexpr unsigned kTries = 5;  // as kubeadm's PullImageRetry
constexpr Millis kPause{500};

void settle_findings(Findings findings, std::span<const std::string> ignored, const Tell& sink) {
  apply_ignores(findings, ignored);
  judge(findings);  // shows the warnings too
  tell_warnings(sink, findings);
}

/// A wait for nothing, which ends at its limit: by the clock's pace, not by the time of day, which
/// may be set meanwhile.
void pause(const Clock& clock, Millis how_long) {
  attempt([&] {
    clock.await("the next try", how_long,
                [] { return std::optional<std::string>("the registry is given a moment"); });
    return true;
  });
}

Findings failed(const std::string& image, const std::string& why) {
  return {error("ImagePull", image + " cannot be pulled: " + why,
                "check the name and the way to the registry: `crictl pull " + image + "`")};
}

Findings pull_one(const std::string& image, Cri& cri, const Clock& clock) {
  std::string why;
  for (unsigned tried = 1; tried <= kTries; ++tried) {
    const auto pulled = attempt([&] {
      cri.pull(image);
      return true;
    });
    if (pulled) return {};
    why = pulled.why;
    if (tried < kTries) pause(clock, kPause * tried);
  }
  return failed(image, why);
}

std::vector<std::string> due(const PullPlan& plan, const Cri& cri) {
  if (plan.policy == PullPlan::Policy::never) return {};
  if (plan.policy == PullPlan::Policy::always) return plan.images;
  std::vector<std::string> out;
  for (const auto& image : plan.images)
    if (!cri.has_image(image)) out.push_back(image);
  return out;
}

/// One image's turn, at once or when its result is asked for.
std::vector<std::future<Findings>> begin(const PullPlan& plan,
                                         const std::vector<std::string>& images, Cri& cri,
                                         const Clock& clock) {
  const auto how =
      plan.order == PullPlan::Order::parallel ? std::launch::async : std::launch::deferred;
  std::vector<std::future<Findings>> out;
  for (const auto& image : images)
    out.push_back(std::async(how, [&] { return pull_one(image, cri, clock); }));
  return out;
}

}  // namespace

Look look(const Ports& ports) {
  return {ports.files, ports.system, ports.clock, ports.cri, ports.http, ports.environment};
}

void preflight(const PreflightPlan& plan, std::span<const Check> rows, const Look& look,
               const Tell& sink) {
  settle_findings(findings_of(run_checks(rows, plan.checks, look)), plan.ignored, sink);
}

std::vector<Finding> try_pulls(const PullPlan& plan, Cri& cri, const Clock& clock,
                               const Tell& sink) {
  const auto images = due(plan, cri);
  auto pulls = begin(plan, images, cri, clock);
  Findings findings;
  for (std::size_t i = 0; i < pulls.size(); ++i) {
    tell(sink, {Event::Kind::amount, "images", "pulling " + images[i], i, images.size()});
    const auto faults = pulls[i].get();
    if (faults.empty()) tell(sink, {Event::Kind::did, images[i], "pulled"});
    findings.insert(findings.end(), faults.begin(), faults.end());
  }
  return findings;
}

void pull_images(const PullPlan& plan, Cri& cri, const Clock& clock, const Tell& sink) {
  settle_findings(try_pulls(plan, cri, clock, sink), plan.ignored, sink);
}

}  // namespace kcluster
