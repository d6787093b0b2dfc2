#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "diagnosis/causes.h"
#include "phases/wait_control_plane.h"

namespace kcluster {

/// Looks at runtime and journal from time to time while something is waited for: tells what makes
/// waiting pointless, and in the end why it was in vain.
class Doctor {
 public:
  explicit Doctor(const WaitEyes& eyes);

  /// At most every two seconds, not in the first one. Throws Error when a cause without hope was
  /// seen twice, or one with fading hope three times within twenty seconds or more; each new since
  /// waiting began.
  void look();

  /// `why` with cause, the evidence of the unhealthy components, and a remedy.
  Error explain(const std::string& why, const std::vector<std::string>& unhealthy) const;

 private:
  /// How often one cause was seen; each time is another line or another end of its container.
  struct Record {
    Time first;
    std::string latest;
    unsigned looks = 0, times = 0;
  };

  bool fresh(const Cause& cause, const Evidence& evidence) const;
  bool hopeless(const Cause& cause, const Record& record) const;

  const WaitEyes& eyes_;
  Time begun_, next_;
  std::optional<Cause> last_;
  std::map<std::string, Record> seen_;
};

/// The unhealthy components, asked when waiting was in vain.
using Unhealthy = std::function<std::vector<std::string>()>;

/// Waits as Clock::await does, a Doctor looking on; what it throws is explained by the Doctor.
void await_explained(const std::string& what, Duration limit, const Missing& missing,
                     const Unhealthy& unhealthy, const WaitEyes& eyes);

/// The same for one component.
void await_explained(const std::string& what, Duration limit, const Missing& missing,
                     const std::string& component, const WaitEyes& eyes);

}  // namespace kcluster
