#include "cli/init.h"
#include "phases/init.h"
#include "workflow/journalled.h"

namespace kcluster {
namespace {

Journal journal_of(const Prepared& prepared, const InitOptions& options) {
  Journal journal;
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

void run_whole(const Prepared& prepared, const InitOptions& options, Ports& ports,
               std::stop_token stop, const std::function<void()>& last_words) {
  const auto steps = init_steps(prepared, ports);
  run_journalled(steps, journal_of(prepared, options), ports.files, ports.tell, stop, last_words);
}

}  // namespace kcluster
