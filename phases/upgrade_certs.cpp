#include "phases/renew_certs.h"
#include "phases/upgrade.h"

namespace kcluster {

void renew_for_upgrade(const UpgradePlan& plan, Files& files, const Clock& clock,
                       const Tell& sink) {
  std::vector<std::string> names;
  for (const auto& row : plan.renewal.rows)
    if (row.keeper == RenewalRow::Keeper::control_plane) names.push_back(row.name);
  for (const auto& made : renew_certificates(plan.renewal, names, files, clock.now()))
    if (made.outcome == Renewal::Outcome::external)
      tell(sink, {Event::Kind::warning, made.name,
                  "stays as it is: its authority's key is kept elsewhere"});
}

}  // namespace kcluster
