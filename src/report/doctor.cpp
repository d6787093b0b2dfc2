#include "report/doctor.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "host/rfc3339.h"
#include "report/wrap.h"

namespace kcluster {
namespace {

using Weight = AilmentRow::Weight;

constexpr std::size_t kTextIndent = 12;

const char* role_name(Examination::Role role) {
  using Role = Examination::Role;
  return role == Role::control_plane ? "control-plane" : role == Role::worker ? "worker" : "none";
}

Json ailment_json(const Ailment& each) {
  return {{"name", each.name},           {"summary", each.summary},
          {"root", each.root()},         {"subject", each.proof.subject},
          {"what", each.proof.what},     {"evidence", each.proof.shown_by},
          {"remedy", each.proof.remedy}, {"followsFrom", each.follows_from}};
}

Json list_of(const std::vector<Ailment>& all, Weight weight) {
  Json list = Json::array();
  for (const auto& each : all)
    if (each.weight == weight && each.root()) list.push_back(ailment_json(each));
  for (const auto& each : all)
    if (each.weight == weight && !each.root()) list.push_back(ailment_json(each));
  return list;
}

/// All that follow from it, also over others; told only below the first root that has them.
std::vector<const Ailment*> followers(const Ailment& root, const std::vector<Ailment>& all,
                                      std::set<std::string>& told) {
  std::vector<const Ailment*> found;
  std::set<std::string> reached{root.name};
  for (const auto& each : all) {
    const bool follows =
        std::any_of(each.follows_from.begin(), each.follows_from.end(),
                    [&](const std::string& name) { return reached.contains(name); });
    if (!follows) continue;
    reached.insert(each.name);
    if (told.insert(each.name).second) found.push_back(&each);
  }
  return found;
}

std::string words_of(const Ailment& each) { return each.proof.subject + ": " + each.proof.what; }

std::string long_words(const std::string& title, const Ailment& each) {
  auto text = fmt::format("{}: {} ({})\n", title, each.summary, each.name);
  text += wrapped("  where:", each.proof.subject, kTextIndent);
  text += wrapped("  what:", each.proof.what, kTextIndent);
  const char* label = "  shown by:";
  for (const auto& line : each.proof.shown_by) {
    text += wrapped(label, line, kTextIndent);
    label = "";
  }
  return text + wrapped("  remedy:", each.proof.remedy, kTextIndent);
}

std::string causes(const DoctorReport& report) {
  std::string text;
  std::set<std::string> told;
  for (const auto& each : report.ailments) {
    if (each.weight != Weight::cause || !each.root()) continue;
    text += (text.empty() ? "" : "\n") + long_words("ROOT CAUSE", each);
    const char* label = "  follows:";
    for (const auto* follower : followers(each, report.ailments, told)) {
      text += wrapped(label, words_of(*follower), kTextIndent);
      label = "";
    }
  }
  return text;
}

std::string risks(const DoctorReport& report) {
  std::string text;
  for (const auto& each : report.ailments)
    if (each.weight == Weight::risk) text += "\n" + long_words("RISK", each);
  return text;
}

}  // namespace

std::size_t DoctorReport::roots() const {
  return static_cast<std::size_t>(std::count_if(
      ailments.begin(), ailments.end(),
      [](const Ailment& each) { return each.weight == Weight::cause && each.root(); }));
}

DoctorReport doctor_report(const Examination& seen) {
  return {seen.now, seen.node, seen.role, find_ailments(seen), seen.unseen};
}

Json to_json(const DoctorReport& report) {
  return {{"apiVersion", "kcluster/v1"},
          {"kind", "Diagnosis"},
          {"time", rfc3339(report.when)},
          {"node", report.node},
          {"role", role_name(report.role)},
          {"healthy", report.roots() == 0},
          {"causes", list_of(report.ailments, Weight::cause)},
          {"risks", list_of(report.ailments, Weight::risk)},
          {"unseen", report.unseen}};
}

std::string table(const DoctorReport& report) {
  std::string text = causes(report);
  if (text.empty()) text = fmt::format("nothing is wrong with {}\n", report.node);
  text += risks(report);
  std::string unseen;
  for (const auto& each : report.unseen) unseen += wrapped("not seen:", each, kTextIndent);
  return text + (unseen.empty() ? "" : "\n") + unseen;
}

}  // namespace kcluster
