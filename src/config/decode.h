#pragma once
#include "config/documents.h"
#include "config/join.h"
#include "config/reset.h"
#include "config/types.h"
#include "config/upgrade.h"

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

void decode_upgrade(const YamlDocument& yaml, UpgradeConfig& upgrade, Faults& faults);
/// Likewise the UpgradeConfiguration.
void judge_upgrade(std::vector<Document>& documents, UpgradeConfig& upgrade, Faults& faults);

/// A command that reads one kind of document.
struct Reader {
  Role role;
  const char *command, *kind;  ///< "join", "JoinConfiguration"
};
/// The documents of a file in the current API's form, those of other kinds warned of. Throws Error
/// (exit usage) when the one that is read is not among them, as read_documents otherwise.
std::vector<Document> documents_for(const Reader& reader, std::string_view text,
                                    std::string_view source, Faults& faults);

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
