#include "report/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "host/rfc3339.h"
#include "report/wrap.h"

namespace kcluster {
namespace {

using Mark = AuditPoint::Result;

constexpr std::size_t kIndent = 11;
constexpr const char* kBenchmark = "CIS Kubernetes Benchmark v1.11";

struct Word {
  Mark result;
  const char *name, *field, *shown;  ///< of "result", of "summary", in the table
};
constexpr Word kWords[] = {{Mark::pass, "pass", "pass", "pass"},
                           {Mark::fail, "fail", "fail", "FAIL"},
                           {Mark::warning, "warning", "warning", "warning"},
                           {Mark::not_applicable, "not-applicable", "notApplicable", "-"},
                           {Mark::unseen, "unseen", "unseen", "not seen"}};

const Word& word(Mark result) {
  return *std::find_if(std::begin(kWords), std::end(kWords),
                       [&](const Word& each) { return each.result == result; });
}

const char* role_name(AuditEvidence::Role role) {
  using Role = AuditEvidence::Role;
  return role == Role::control_plane ? "control-plane" : role == Role::worker ? "worker" : "none";
}

bool is_bad(const AuditPoint& point) {
  return point.result == Mark::fail || point.result == Mark::warning;
}

bool is_shown(const AuditPoint& point, AuditShown shown) {
  return shown == AuditShown::all || is_bad(point);
}

Json point_json(const AuditPoint& point) {
  return {{"id", point.id},
          {"section", point.section},
          {"title", point.title},
          {"result", word(point.result).name},
          {"seen", point.verdict.seen},
          {"why", point.why},
          {"remedy", point.verdict.remedy},
          {"paste", point.verdict.paste}};
}

std::string line(const AuditPoint& point) {
  return fmt::format("  {:<8}  {:<6}  {}\n", word(point.result).shown, point.id, point.title);
}

using Points = std::vector<const AuditPoint*>;

/// By section, in the table's order.
std::vector<std::pair<std::string, Points>> sections(const AuditReport& report, AuditShown shown) {
  std::vector<std::pair<std::string, Points>> all;
  for (const auto& point : report.points) {
    if (!is_shown(point, shown)) continue;
    if (all.empty() || all.back().first != point.section) all.push_back({point.section, {}});
    all.back().second.push_back(&point);
  }
  return all;
}

/// A section that is none of this node's business takes one line.
std::string section_lines(const std::string& title, const Points& points) {
  const auto& first = points.front()->verdict.seen;
  const bool none = std::all_of(points.begin(), points.end(), [&](const AuditPoint* point) {
    return point->result == Mark::not_applicable && point->verdict.seen == first;
  });
  if (none) return wrapped("", title + ": not applicable: " + join(first, ", "), 0);
  std::string text = title + "\n";
  for (const auto* point : points) text += line(*point);
  return text;
}

std::string labelled(const char* label, const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& each : lines) text += wrapped(text.empty() ? label : "", each, kIndent);
  return text;
}

std::string pasted(const std::string& paste) {
  std::string text;
  for (const auto& each : split(paste, '\n'))
    if (!each.empty()) text += std::string(kIndent, ' ') + each + "\n";
  return text;
}

/// A remedy that was told in full once is then named by the point that has it.
std::string details(const AuditReport& report) {
  std::string text;
  std::map<std::string, std::string> told;
  for (const auto& point : report.points) {
    if (!is_bad(point)) continue;
    const auto& verdict = point.verdict;
    text += fmt::format("\n{} {}: {}\n", word(point.result).shown, point.id, point.title);
    text += labelled("  seen:", verdict.seen) + wrapped("  why:", point.why, kIndent);
    const auto [first, is_new] = told.emplace(verdict.remedy, point.id);
    text +=
        wrapped("  remedy:", is_new ? verdict.remedy : "as for " + first->second + ":", kIndent);
    text += pasted(verdict.paste);
  }
  return text;
}

/// Many points are not seen for one reason.
std::string unseen(const AuditReport& report) {
  std::vector<std::pair<std::string, std::vector<std::string>>> reasons;
  for (const auto& point : report.points) {
    if (point.result != Mark::unseen) continue;
    const auto why = join(point.verdict.seen, "; ");
    const auto found = std::find_if(reasons.begin(), reasons.end(),
                                    [&](const auto& reason) { return reason.first == why; });
    if (found == reasons.end())
      reasons.push_back({why, {point.id}});
    else
      found->second.push_back(point.id);
  }
  std::string text;
  for (const auto& [why, ids] : reasons)
    text += wrapped("not seen:", join(ids, ", ") + ": " + why, kIndent);
  return text.empty() ? "" : "\n" + text;
}

std::string closing(const AuditReport& report) {
  return fmt::format(
      "\n{}: {} passed, {} failed, {} warned, {} not applicable, {} not seen\n"
      "(numbers of the {})\n",
      report.node, report.count(Mark::pass), report.count(Mark::fail),
      report.count(Mark::warning), report.count(Mark::not_applicable),
      report.count(Mark::unseen), kBenchmark);
}

}  // namespace

std::size_t AuditReport::count(Mark result) const {
  return static_cast<std::size_t>(
      std::count_if(points.begin(), points.end(),
                    [&](const AuditPoint& point) { return point.result == result; }));
}

AuditReport audit_report(const AuditEvidence& seen, Time now) {
  return {now, seen.node, seen.role, audit(seen)};
}

Json to_json(const AuditReport& report, AuditShown shown) {
  Json summary, points = Json::array();
  for (const auto& each : kWords) summary[each.field] = report.count(each.result);
  for (const auto& point : report.points)
    if (is_shown(point, shown)) points.push_back(point_json(point));
  return {{"apiVersion", "kcluster/v1"},    {"kind", "Audit"},
          {"time", rfc3339(report.when)},   {"node", report.node},
          {"role", role_name(report.role)}, {"benchmark", kBenchmark},
          {"summary", std::move(summary)},  {"points", std::move(points)}};
}

std::string table(const AuditReport& report, AuditShown shown) {
  std::string text;
  if (shown == AuditShown::all)
    for (const auto& [title, points] : sections(report, shown))
      text += section_lines(title, points);
  text += details(report);
  if (text.starts_with("\n")) text.erase(0, 1);
  return text + unseen(report) + closing(report);
}

}  // namespace kcluster
