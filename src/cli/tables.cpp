#include "cli/tables.h"

namespace kcluster {

void warn(const Tell& sink, const std::vector<Finding>& findings) {
  for (const auto& finding : findings)
    if (finding.weight == Finding::Weight::warning)
      tell(sink, {Event::Kind::warning, finding.place.empty() ? finding.name : finding.place,
                  finding.what});
}

}  // namespace kcluster
