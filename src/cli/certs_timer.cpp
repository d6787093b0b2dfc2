#include <fmt/format.h>

#include "base/text.h"
#include "cli/certs.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "manifest/renewal_units.h"
#include "phases/timer_unit.h"

namespace kcluster {
namespace {

constexpr unsigned kUsualDays = 30;

// what the timer runs is this command with what it was told here
std::vector<std::string> timer_command(const RenewOptions& options, const std::string& program) {
  const auto days = std::to_string(options.within_days.value_or(kUsualDays));
  std::vector<std::string> words{program, "certs", "renew"};
  words.insert(words.end(), options.names.begin(), options.names.end());
  if (options.names.empty()) words.push_back("all");
  words.insert(words.end(), {"--within-days", days, "--progress", "lines"});
  const auto& choice = options.choice;
  if (choice.config) words.insert(words.end(), {"--config", absolute(*choice.config)});
  if (!choice.cert_dir.empty())
    words.insert(words.end(), {"--cert-dir", absolute(choice.cert_dir)});
  words.insert(words.end(), {"--kubeconfig", absolute(choice.kubeconfig)});
  if (options.no_restart) words.push_back("--no-restart");
  return words;
}

void install(const RenewOptions& options, Ports& ports) {
  const auto command = timer_command(options, ports.system.facts().program);
  install_timer({certs_renew_timer, renewal_service(command), renewal_timer(options.schedule),
                 "let something else run `kcluster certs renew all --within-days 30`"},
                ports.files, ports.system, ports.tell);
  ports.report.results.push_back(
      {"timer",
       {{"schedule", options.schedule}, {"command", command}},
       fmt::format("{}.timer runs {}: {}\n", certs_renew_timer, options.schedule,
                   join(command, " "))});
}

}  // namespace

bool settle_renewal_timer(const Globals& globals, const RenewOptions& options) {
  if (!options.install_timer && !options.remove_timer) return false;
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  auto& ports = node.ports();
  if (options.install_timer) {
    const auto plan = plan_renewal({});
    for (const auto& name : options.names)
      if (name != "all") plan.row(name);
    install(options, ports);
  } else {
    remove_timer(certs_renew_timer, ports.files, ports.system);
  }
  print_outcome(ports.report, node.would_change(), globals.output);
  return true;
}

}  // namespace kcluster
