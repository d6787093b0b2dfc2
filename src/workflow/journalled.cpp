#include "workflow/journalled.h"

#include <algorithm>

#include "kubernetes/paths.h"

namespace kcluster {
namespace {

bool is_check(const Step& step) {
  return step.name == "preflight" || step.name.starts_with("preflight/");
}

}  // namespace

void run_journalled(std::span<const Step> steps, Journal journal, Files& files, const Tell& tell,
                    std::stop_token stop, const std::function<void()>& last_words) {
  const auto work = std::find_if_not(steps.begin(), steps.end(), is_check);
  run_steps({steps.begin(), work}, tell, stop);
  files.remove(paths::reset_hints);  // what a cut off reset noted is of an earlier cluster
  write_journal(journal, files);
  run_steps({work, steps.end()}, tell, stop);
  last_words();
  journal.finished = true;
  write_journal(journal, files);
}

}  // namespace kcluster
