#include "base/text.h"
#include "preflight/checks.h"

namespace kcluster {

// kubeadm looks before anything is made, too: half an external authority's files help nobody.
Findings check_authorities(const CheckPlan& plan, const Look& look) {
  Findings out;
  for (const auto& need : plan.authorities) {
    if (!look.files.look(need.certificate) || look.files.look(need.key)) continue;
    std::vector<std::string> missing;
    for (const auto& file : need.files)
      if (!look.files.look(file)) missing.push_back(file);
    if (missing.empty()) continue;
    out.push_back(error("ExternalCA",
                        "the key of " + need.certificate +
                            " is not on this node, and of what it signs there is no " +
                            join(missing, ", "),
                        "have that authority sign what is missing and put it here, or put " +
                            need.key + " here to have it made"));
  }
  return out;
}

}  // namespace kcluster
