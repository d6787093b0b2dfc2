#include "workflow/steps.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "base/text.h"

namespace kcluster {
namespace {

// "certs" names its group and each leaf in it; "certs/all" is kubeadm's other way to say "certs".
bool names(const std::string& wanted, const std::string& path) {
  const std::string group = path.substr(0, path.find('/'));
  return wanted == path || wanted == group || wanted == group + "/all";
}

void check_name(const std::string& name, const std::vector<RowName>& rows) {
  std::vector<std::string> known;
  for (const auto& row : rows) {
    known.push_back(row.path);
    if (row.group) known.push_back(row.path + "/all");
  }
  if (std::find(known.begin(), known.end(), name) != known.end()) return;
  const auto near = did_you_mean(name, known);
  throw Error("there is no phase " + name,
              near ? "did you mean " + *near + "?" : "the command's --help lists them",
              Exit::usage);
}

void run_step(const Step& step, const Tell& sink) {
  try {
    step.run();
  } catch (Error& error) {
    error.during.push_back("phase " + step.name);
    tell(sink, {Event::Kind::failed, step.name, error.what()});
    throw;
  } catch (const std::exception& foreign) {
    tell(sink, {Event::Kind::failed, step.name, foreign.what()});
    Error error(foreign.what());
    error.during.push_back("phase " + step.name);
    throw error;
  }
}

}  // namespace

bool selected(const Selection& selection, const std::string& path) {
  const auto skipped = [&](const std::string& name) { return names(name, path); };
  if (std::any_of(selection.skip.begin(), selection.skip.end(), skipped)) return false;
  return selection.only.empty() || names(selection.only, path);
}

void check_names(const Selection& selection, const std::vector<RowName>& rows) {
  if (!selection.only.empty()) check_name(selection.only, rows);
  for (const auto& name : selection.skip) check_name(name, rows);
}

void run_steps(std::span<const Step> steps, const Tell& sink, std::stop_token stop) {
  for (const auto& step : steps) {
    if (stop.stop_requested()) throw Interrupted();
    if (!step.wanted) {
      tell(sink, {Event::Kind::skipped, step.name, step.summary});
      continue;
    }
    tell(sink, {Event::Kind::began, step.name, step.summary});
    run_step(step, sink);
    tell(sink, {Event::Kind::ended, step.name, step.summary});
  }
}

}  // namespace kcluster
