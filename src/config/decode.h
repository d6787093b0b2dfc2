#pragma once
#include "config/documents.h"
#include "config/join.h"
#include "config/reset.h"
#include "config/types.h"

namespace kcluster {

/// Lays a document's values over the configuration's defaults. What has the wrong type is passed
/// over (check() has noted it); what the types cannot hold, such as a malformed token, is noted
/// here.
void decode_init(const YamlDocument& yaml, InitConfiguration& init, Faults& faults);
void decode_cluster(const YamlDocument& yaml, ClusterConfiguration& cluster, Faults& faults);
void decode_join(const YamlDocument& yaml, JoinConfiguration& join, Faults& faults);

/// Decodes the JoinConfiguration among the documents, if there is one, and notes its values'
/// faults.
void judge_join(std::vector<Document>& documents, JoinConfiguration& join, Faults& faults);

void decode_reset(const YamlDocument& yaml, ResetConfiguration& reset, Faults& faults);
/// Likewise the ResetConfiguration.
void judge_reset(std::vector<Document>& documents, ResetConfiguration& reset, Faults& faults);

/// Warns of each document that is not of the kind which that command reads.
void note_ignored(const std::vector<Document>& documents, Role read, const char* command,
                  Faults& faults);

// Parts that several kinds have.
void decode_node(const Json& node, NodeRegistration& target);
/// The localAPIEndpoint at that pointer.
void decode_api(const YamlDocument& yaml, const std::string& pointer, ApiEndpoint& target,
                Faults& faults);
/// The document's "timeouts".
void decode_timeouts(const YamlDocument& yaml, Timeouts& target, Faults& faults);

/// core/v1 EnvVar with the values that the API's own defaulting adds.
EnvVar decode_env(const Json& spec);

}  // namespace kcluster
