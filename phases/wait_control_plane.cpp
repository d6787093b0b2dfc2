#include "phases/wait_control_plane.h"

#include "base/attempt.h"
#include "phases/health_probes.h"
#include "preflight/causes.h"

namespace kcluster {
namespace {

constexpr Seconds between_looks{2};  // at runtime and journal, while waiting
constexpr std::size_t shown_lines = 8;

using Reason = std::optional<std::string>;

/// A probe and its connection.
struct Watched {
  HealthProbe probe;
  std::shared_ptr<const Http> http;
};

/// nullopt: healthy. Silence and certificate faults pass.
Reason ask(const Watched& watched) {
  const auto response = watched.http->get(watched.probe.path);
  if (response.ok()) return std::nullopt;
  return watched.probe.component + " answers " + std::to_string(response.status) + " at " +
         watched.probe.endpoint.url + watched.probe.path;
}

Finding line(const std::string& subject, const std::string& text) {
  return {Finding::Weight::error, subject, "", text, ""};
}

void add_lines(std::vector<Finding>& findings, const std::string& subject,
               const std::vector<std::string>& lines) {
  const auto first = lines.size() > shown_lines ? lines.size() - shown_lines : 0;
  for (auto i = first; i < lines.size(); ++i) findings.push_back(line(subject, lines[i]));
}

void add_component(std::vector<Finding>& findings, const std::string& name,
                   const Evidence& evidence) {
  const auto* seen = evidence.find(name);
  if (seen == nullptr) return findings.push_back(line(name, "has no container"));
  findings.push_back(line(name, state_in_words(seen->container)));
  add_lines(findings, name, seen->log);
}

/// Looks at runtime and journal from time to time and tells what makes waiting pointless.
class Doctor {
 public:
  explicit Doctor(const WaitEyes& eyes) : eyes_(eyes), begun_(eyes.clock.now()), next_(begun_) {}

  /// Throws Error at the second look that shows a hopeless cause, new since waiting began.
  void look() {
    if (eyes_.clock.now() < next_) return;
    next_ = eyes_.clock.now() + between_looks;
    const auto evidence = gather(eyes_.cri, eyes_.system, eyes_.files);
    auto found = diagnose(evidence);
    const bool again = found && last_ && found->name == last_->name;
    if (found) last_ = std::move(found);
    if (again && last_->hope == Hope::none && fresh(*last_, evidence))
      throw Error("waiting longer is hopeless");
  }

  /// `why` with cause, evidence of the unhealthy components, and remedy.
  Error explain(const std::string& why, const std::vector<std::string>& unhealthy) const {
    const auto evidence = gather(eyes_.cri, eyes_.system, eyes_.files);
    auto cause = diagnose(evidence);
    if (!cause) cause = last_;  // a unit that starts again and again shows it only now and then
    Error error(cause ? cause->subject + ": " + cause->what + " (" + why + ")" : why,
                cause ? cause->remedy : "see journalctl -u kubelet and crictl ps -a");
    if (cause && !cause->shown_by.empty())
      error.findings.push_back(line(cause->subject, cause->shown_by));
    for (const auto& name : unhealthy)
      if (name != "kubelet") add_component(error.findings, name, evidence);
    add_lines(error.findings, "kubelet", evidence.kubelet);
    return error;
  }

 private:
  bool fresh(const Cause& cause, const Evidence& evidence) const {
    const auto* seen = evidence.find(cause.subject);
    return seen == nullptr || Time(std::chrono::nanoseconds(seen->container.finished)) >= begun_;
  }

  const WaitEyes& eyes_;
  Time begun_, next_;
  std::optional<Cause> last_;
};

/// One round; what is healthy leaves `pending`. Silence of a verified peer passes, and so does its
/// certificate fault, which no waiting mends; the unverified ones are local and may be as they
/// like.
Reason ask_all(std::vector<Watched>& pending) {
  Reason last;
  for (auto each = pending.begin(); each != pending.end();) {
    Reason reason;
    if (each->probe.endpoint.verify == Endpoint::Verify::yes) {
      reason = ask(*each);
    } else {
      const auto answer = attempt([&] { return ask(*each); });
      reason = answer ? *answer : Reason(answer.why);
    }
    each = reason ? each + 1 : pending.erase(each);
    if (reason) last = std::move(reason);
  }
  return last;
}

void wait_all(const std::string& what, Duration limit, const std::vector<HealthProbe>& probes,
              const WaitEyes& eyes) {
  std::vector<Watched> pending;
  for (const auto& probe : probes) pending.push_back({probe, eyes.dial(probe.endpoint)});
  Doctor doctor(eyes);
  const auto outcome = attempt([&] {
    eyes.clock.await(what, std::chrono::duration_cast<Millis>(limit), [&] {
      doctor.look();
      return ask_all(pending);
    });
    return true;
  });
  if (outcome) return;
  std::vector<std::string> unhealthy;
  for (const auto& watched : pending) unhealthy.push_back(watched.probe.component);
  throw doctor.explain(outcome.why, unhealthy);
}

}  // namespace

void wait_kubelet(const WaitPlan& plan, const WaitEyes& eyes) {
  if (const auto probe = kubelet_probe(eyes.files))
    wait_all("the kubelet to become healthy", plan.kubelet_limit, {*probe}, eyes);
}

void wait_components(const WaitPlan& plan, const Endpoint& api, const WaitEyes& eyes) {
  wait_all("the control plane to become healthy", plan.components_limit,
           component_probes(plan, api, eyes.files), eyes);
}

}  // namespace kcluster
