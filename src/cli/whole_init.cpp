#include "cli/init.h"
#include "phases/init.h"
#include "workflow/journal.h"

namespace kcluster {
namespace {

InitJournal journal_of(const Prepared& prepared, const InitOptions& options) {
  InitJournal journal;
  journal.wishes = wishes_of(prepared.settled, options);
  const auto& token = prepared.settled.init.bootstrap_tokens.front();
  journal.token = Secret(token.id + "." + token.secret->reveal());
  journal.certificate_key = prepared.settled.init.certificate_key->clone();
  return journal;
}

}  // namespace

std::vector<Step> init_steps(const Prepared& prepared, Ports& ports, const std::string& phase) {
  const Selection selection{phase, prepared.settled.init.skip_phases};
  return due_steps<InitPlan>(init_table(), prepared.plan, ports, selection);
}

// The journal begins once the node was found fit: what lies there from then on is ours. It ends
// after the last word was printed: whoever cuts that off sees the same token by a second run.
void run_whole(const Prepared& prepared, const InitOptions& options, Ports& ports,
               std::stop_token stop, const std::function<void()>& last_words) {
  const auto steps = init_steps(prepared, ports);
  const std::size_t checks = !steps.empty() && steps.front().name == "preflight" ? 1 : 0;
  const std::span<const Step> all(steps);
  run_steps(all.first(checks), ports.tell, stop);
  auto journal = journal_of(prepared, options);
  write_journal(journal, ports.files);
  run_steps(all.subspan(checks), ports.tell, stop);
  last_words();
  journal.finished = true;
  write_journal(journal, ports.files);
}

}  // namespace kcluster
