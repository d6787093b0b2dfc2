#pragma once
#include <optional>
#include <string>

#include "base/json.h"

namespace kcluster {

/// What the condition Ready of a Node or a Pod says.
struct Readiness {
  bool ready = false;
  std::string why;  ///< why it is not, in the words of whoever set it; "" where it says nothing
};
Readiness readiness(const Json& object);
/// The same as what is still missing while it is waited for; nullopt: it is ready.
std::optional<std::string> unready(const Json& object);

}  // namespace kcluster
