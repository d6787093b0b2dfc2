#include "phases/wait_doctor.h"

#include <algorithm>

#include "base/attempt.h"

namespace kcluster {
namespace {

constexpr Seconds before_first{1}, between_looks{2}, fading_time{20};
constexpr unsigned fading_times = 3;  // the kubelet's back-off spreads them over half a minute
constexpr std::size_t shown_lines = 8;

using Lines = std::vector<std::string>;

Finding line(const std::string& subject, const std::string& text) {
  return {Finding::Weight::error, subject, "", text, ""};
}

/// The last lines up to the one that shows the cause; usage texts and the like come after it.
Lines last_lines(const Lines& lines, const std::string& telling_line) {
  auto end = lines.size();
  for (auto i = lines.size(); i-- > 0;)
    if (lines[i] == telling_line) {
      end = i + 1;
      break;
    }
  const auto first = end > shown_lines ? end - shown_lines : 0;
  return Lines(lines.begin() + static_cast<std::ptrdiff_t>(first),
               lines.begin() + static_cast<std::ptrdiff_t>(end));
}

void add_lines(std::vector<Finding>& findings, const std::string& subject, const Lines& lines) {
  for (const auto& text : lines) findings.push_back(line(subject, text));
}

void add_state(std::vector<Finding>& findings, const std::string& name, const Evidence& evidence) {
  const auto* seen = evidence.find(name);
  findings.push_back(line(name, seen ? state_in_words(seen->container) : "has no container"));
}

/// What a known cause is seen by, then how the others are.
void add_known(std::vector<Finding>& findings, const Cause& cause, const Lines& unhealthy,
               const Evidence& evidence) {
  const auto* subject = evidence.find(cause.subject);
  const bool logged = cause.source == Cause::Source::container && subject != nullptr;
  if (logged) {
    add_state(findings, cause.subject, evidence);
    add_lines(findings, cause.subject, last_lines(subject->log, cause.shown_by));
  } else if (!cause.shown_by.empty()) {
    findings.push_back(line(cause.subject, cause.shown_by));
  }
  for (const auto& name : unhealthy)
    if (name != "kubelet" && !(logged && name == cause.subject))
      add_state(findings, name, evidence);
}

void add_unknown(std::vector<Finding>& findings, const Lines& unhealthy, const Evidence& evidence) {
  for (const auto& name : unhealthy) {
    if (name == "kubelet") continue;
    add_state(findings, name, evidence);
    if (const auto* seen = evidence.find(name))
      add_lines(findings, name, last_lines(seen->log, ""));
  }
  add_lines(findings, "kubelet", last_lines(telling(evidence.kubelet), ""));
}

}  // namespace

Doctor::Doctor(const WaitEyes& eyes)
    : eyes_(eyes), begun_(eyes.clock.now()), next_(begun_ + before_first) {}

void Doctor::look() {
  if (eyes_.clock.now() < next_) return;
  next_ = eyes_.clock.now() + between_looks;
  const auto evidence = gather(eyes_.cri, eyes_.system, eyes_.files);
  const auto found = diagnose(evidence);
  if (!found) return;
  last_ = found;
  if (!fresh(*found, evidence)) return;
  auto& record = seen_.try_emplace(found->name, Record{eyes_.clock.now(), {}, 0, 0}).first->second;
  const auto* container = evidence.find(found->subject);
  const auto moment =
      found->shown_by + (container ? std::to_string(container->container.finished) : "");
  ++record.looks;
  if (moment != record.latest) ++record.times;
  record.latest = moment;
  if (hopeless(*found, record)) throw Error("waiting longer is hopeless");
}

bool Doctor::hopeless(const Cause& cause, const Record& record) const {
  if (cause.hope == Hope::none) return record.looks > 1;
  return cause.hope == Hope::fading && record.times >= fading_times &&
         eyes_.clock.now() - record.first >= fading_time;
}

// What an earlier run left may have been mended since; a running container may yet recover.
bool Doctor::fresh(const Cause& cause, const Evidence& evidence) const {
  if (cause.source != Cause::Source::container) return true;
  const auto* seen = evidence.find(cause.subject);
  return seen == nullptr || Time(std::chrono::nanoseconds(seen->container.finished)) >= begun_;
}

Error Doctor::explain(const std::string& why, const std::vector<std::string>& unhealthy) const {
  const auto evidence = gather(eyes_.cri, eyes_.system, eyes_.files);
  auto cause = diagnose(evidence);
  // A unit or container that starts again and again shows it only now and then.
  if ((!cause || cause->name == "exits") && last_) cause = last_;
  if (cause && cause->name == "exits" && follows_from(cause->subject, unhealthy)) cause.reset();
  Error error(cause ? cause->subject + ": " + cause->what + " (" + why + ")" : why,
              cause ? cause->remedy : "see journalctl -u kubelet and crictl ps -a");
  if (cause)
    add_known(error.findings, *cause, unhealthy, evidence);
  else
    add_unknown(error.findings, unhealthy, evidence);
  if (cause && cause->subject == "kubelet") {
    auto lines = telling(evidence.kubelet);
    lines.erase(std::remove(lines.begin(), lines.end(), cause->shown_by), lines.end());
    add_lines(error.findings, "kubelet", last_lines(lines, ""));
  }
  return error;
}

void await_explained(const std::string& what, Duration limit, const Missing& missing,
                     const Unhealthy& unhealthy, const WaitEyes& eyes) {
  Doctor doctor(eyes);
  const auto outcome = attempt([&] {
    eyes.clock.await(what, std::chrono::duration_cast<Millis>(limit), [&] {
      doctor.look();
      return missing();
    });
    return true;
  });
  if (!outcome) throw doctor.explain(outcome.why, unhealthy());
}

void await_explained(const std::string& what, Duration limit, const Missing& missing,
                     const std::string& component, const WaitEyes& eyes) {
  const auto unhealthy = [&] { return std::vector<std::string>{component}; };
  await_explained(what, limit, missing, unhealthy, eyes);
}

}  // namespace kcluster
