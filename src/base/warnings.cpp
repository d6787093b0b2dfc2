#include "base/warnings.h"

namespace kcluster {

void tell_warnings(const Tell& sink, std::span<const Finding> findings) {
  for (const auto& finding : findings) {
    if (finding.weight != Finding::Weight::warning) continue;
    const auto& named = finding.name;
    const auto subject = finding.place.empty() ? named
                         : named.empty()       ? finding.place
                                               : finding.place + ": " + named;
    tell(sink, {Event::Kind::warning, subject,
                finding.what + (finding.remedy.empty() ? "" : "; " + finding.remedy)});
  }
}

}  // namespace kcluster
