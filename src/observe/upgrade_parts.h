#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kube/client.h"
#include "plan/seen_upgrade.h"

/// The single looks behind observe_upgrade(). They throw as Client does.
namespace kcluster {

/// Out of an API server's metrics, the samples of apiserver_requested_deprecated_apis that are not
/// zero. Lines of any other shape are passed over.
std::vector<SeenDeprecatedUse> deprecated_in_metrics(std::string_view metrics);

/// APIs that the minor after the server's no longer serves, and through which objects that exist
/// were written: asked for by their group's preferred version, so that nothing deprecated is
/// requested.
std::vector<SeenDeprecatedUse> written_through_removed(const Client& api, unsigned server_minor);

/// All definitions of custom kinds with the versions they store.
std::vector<SeenDefinition> custom_definitions(const Client& api);

/// Budgets that let no pod go now, with the pods that they hold.
std::vector<SeenBudget> blocking_budgets(const Client& api);

/// A label selector as a query takes it, escaped: "app%3dweb%2ctier%20in%20%28a%2cb%29". What has
/// no known operator is left out, so it selects rather more.
std::string selector_query(const Json& selector);

}  // namespace kcluster
