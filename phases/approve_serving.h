#pragma once
#include <string>
#include <vector>

#include "base/report.h"
#include "kube/client.h"
#include "plan/api_names.h"

namespace kcluster {

/// Which requests are looked at, and what becomes of those that do not fit.
struct ServingChoice {
  std::vector<std::string> names;  ///< of requests; empty: all that are pending
  enum class Misfits { keep, deny };
  Misfits misfits = Misfits::keep;
};

/// What became of one request for a kubelet's serving certificate.
struct ServingVerdict {
  enum class Outcome { approved, denied, pending };
  std::string request, node;  ///< "": no node made it
  Outcome outcome = Outcome::pending;
  std::string why;  ///< of one that does not fit
};

/// Approves the pending requests that fit (phases/serving_request.h). What does not is denied if
/// that was chosen, else stays pending. One that was decided meanwhile stays as it is. Throws Error
/// (exit usage) for a name that no such request has.
std::vector<ServingVerdict> approve_serving(const ServingChoice& choice, const ApiNames& api_server,
                                            Client& api);

/// Whether a request of that node's is approved.
bool serving_approved(const std::string& node, const Client& api);

/// "requests", for people and programs.
Result serving_result(const std::vector<ServingVerdict>& verdicts);

}  // namespace kcluster
