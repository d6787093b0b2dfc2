#include "report/upgrade_order.h"

#include <fmt/format.h>

#include <algorithm>

#include "plan/upgrade_versions.h"
#include "report/columns.h"

namespace kcluster {
namespace {

bool is_kubelet(const UpgradeTurn& turn) { return turn.part == UpgradeTurn::Part::kubelet; }

const UpgradeTurn* next_turn(const UpgradeCourse& course) {
  const auto found = std::find_if(course.turns.begin(), course.turns.end(),
                                  [](const auto& turn) { return !turn.done; });
  return found == course.turns.end() ? nullptr : &*found;
}

std::string next_words(const UpgradeTurn& turn, const std::string& target) {
  std::string words = fmt::format("\nNext, on {}:\n\n", turn.node);
  if (is_kubelet(turn)) words += fmt::format("\tinstall the kubelet {}, then\n", target);
  return words + fmt::format("\t{}\n", turn.command);
}

std::string cluster_words(const SeenUpgrade& seen, const UpgradeCourse& course) {
  const auto runs = cluster_version(seen.versions);
  const auto version = runs ? runs->text() : "an unknown version";
  if (!course.target)
    return fmt::format(
        "The cluster runs {}, and no newer version's images are on this node.\n"
        "To go to one of your choice: kcluster upgrade plan VERSION\n",
        version);
  return fmt::format("The cluster {} {}\n",
                     course.begun ? "is on its way to" : "runs " + version + ", and can go to",
                     course.target->text());
}

std::string order_words(const SeenUpgrade& seen, const UpgradeCourse& course) {
  auto words = cluster_words(seen, course);
  if (!course.target) return words;
  words += "\n" + turns_table(course.turns);
  if (!course.begun)
    words += fmt::format("\nFirst look at what stands in the way: kcluster upgrade plan {}\n",
                         course.target->text());
  if (const auto* next = next_turn(course)) words += next_words(*next, course.target->text());
  if (seen.unseen.empty()) return words;
  words += "\nNot seen:\n";
  for (const auto& why : seen.unseen) words += "  " + why + "\n";
  return words;
}

const char* state_of(const UpgradeCourse& course) {
  if (!course.target) return "current";
  return course.begun ? "begun" : "possible";
}

}  // namespace

std::string turns_table(std::span<const UpgradeTurn> turns) {
  Rows rows{{"NODE", "WHAT", "RUNS", "COMMAND THERE", "DONE", "NOTE"}};
  for (const auto& turn : turns)
    rows.push_back({turn.node, is_kubelet(turn) ? "kubelet" : "control plane", or_dash(turn.runs),
                    or_dash(turn.command), turn.done ? "yes" : "no", turn.note});
  return columns(rows);
}

Json turns_json(std::span<const UpgradeTurn> turns) {
  Json list = Json::array();
  for (const auto& turn : turns)
    list.push_back({{"node", turn.node},
                    {"part", is_kubelet(turn) ? "kubelet" : "controlPlane"},
                    {"runs", turn.runs},
                    {"command", turn.command},
                    {"done", turn.done},
                    {"note", turn.note}});
  return list;
}

std::vector<Result> upgrade_course_results(const SeenUpgrade& seen, const UpgradeCourse& course) {
  const auto version = cluster_version(seen.versions);
  return {{"clusterVersion", version ? Json(version->text()) : Json(), ""},
          {"target", course.target ? Json(course.target->text()) : Json(), ""},
          {"state", state_of(course), ""},
          {"order", turns_json(course.turns), order_words(seen, course)},
          {"unseen", seen.unseen, ""}};
}

}  // namespace kcluster
