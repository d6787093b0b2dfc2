#pragma once
#include "config/documents.h"
#include "config/types.h"

namespace kcluster {

/// Lays a document's values over the configuration's defaults. What has the wrong type is passed
/// over (check() has noted it); what the types cannot hold, such as a malformed token, is noted
/// here.
void decode_init(const YamlDocument& yaml, InitConfiguration& init, Faults& faults);
void decode_cluster(const YamlDocument& yaml, ClusterConfiguration& cluster, Faults& faults);

/// core/v1 EnvVar with the values that the API's own defaulting adds.
EnvVar decode_env(const Json& spec);

}  // namespace kcluster
