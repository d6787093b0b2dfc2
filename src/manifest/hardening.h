#pragma once
#include <string>

#include "plan/hardening.h"

namespace kcluster {

/// What lies in a file of the hardened profile.
std::string hardening_text(HardeningFile::Content content);

}  // namespace kcluster
