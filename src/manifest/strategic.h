#pragma once
#include "base/json.h"

namespace kcluster {

/// Kubernetes' strategic merge of pods, deployments, daemon sets and component configurations: maps
/// merge, null deletes, lists with a merge key (the table in strategic.cpp) merge by it in the
/// patch's order, other lists are replaced. Knows $patch: delete|replace, $retainKeys and
/// $deleteFromPrimitiveList; $setElementOrder is dropped. Throws std::invalid_argument with the
/// reason.
Json strategic_merge(Json object, Json patch);

}  // namespace kcluster
