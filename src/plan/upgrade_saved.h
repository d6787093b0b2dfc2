#pragma once
#include "base/json.h"
#include "plan/upgrade.h"

namespace kcluster {

/// What an upgrade was settled from, so that it is continued and undone as it was begun, whatever
/// still answers then. No secret is in it.
struct SavedUpgrade {
  UpgradeOrigin seen;
  UpgradeManner choices;
};

Json to_json(const SavedUpgrade& saved);
/// Throws Error for what to_json did not make.
SavedUpgrade parse_saved_upgrade(const Json& root);

}  // namespace kcluster
