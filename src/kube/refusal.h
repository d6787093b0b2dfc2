#pragma once
#include <string>

#include "base/error.h"
#include "http/http.h"

namespace kcluster {

/// The API server said no, for a reason that waiting does not mend.
class Refusal : public Error {
 public:
  Refusal(int status_, std::string reason_, const std::string& what, const std::string& remedy_)
      : Error(what, remedy_), status(status_), reason(std::move(reason_)) {}

  int status = 0;      ///< HTTP
  std::string reason;  ///< Status.reason: "AlreadyExists", "Conflict", "Forbidden" …; may be empty
};

/// Throws for an answer that is not ok, with the server's own message. `doing` is what was tried:
/// "create ConfigMap kube-system/kubeadm-config". Silence for 429, 5xx and a namespace that is not
/// made yet (a fresh API server makes its own a moment after it is ready); else Refusal.
[[noreturn]] void refuse(const Response& response, const std::string& doing);

}  // namespace kcluster
