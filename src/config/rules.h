#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "config/join.h"
#include "config/reset.h"
#include "config/types.h"
#include "config/upgrade.h"

/// The rules behind validate(), one function a part of the configuration.
namespace kcluster::rules {

/// Collects findings by key path.
class Found {
 public:
  void error(std::string path, std::string what, std::string remedy = {}) {
    list_.push_back(
        {Finding::Weight::error, std::move(path), "", std::move(what), std::move(remedy)});
  }
  void warning(std::string path, std::string what, std::string remedy = {}) {
    list_.push_back(
        {Finding::Weight::warning, std::move(path), "", std::move(what), std::move(remedy)});
  }
  std::vector<Finding> take() { return std::move(list_); }

 private:
  std::vector<Finding> list_;
};

void init(const InitConfiguration& init, Found& found);
void networking(const ClusterConfiguration& cluster, Found& found);
void cluster(const ClusterConfiguration& cluster, Found& found);
void etcd(const ClusterConfiguration& cluster, Found& found);
void join(const JoinConfiguration& join, Found& found);
void reset(const ResetConfiguration& reset, Found& found);
void upgrade(const UpgradeConfig& upgrade, Found& found);

// Shared by several of them.
/// The last value of that name counts, as the components' own parser sees it.
std::optional<std::string> last(const std::vector<Arg>& args, std::string_view name);
void node(const NodeRegistration& node, Found& found);
void address(const ApiEndpoint& api, const std::string& path, Found& found);
void certificate_key(const std::shared_ptr<const Secret>& key, const std::string& path,
                     Found& found);
void timeouts(const Timeouts& limits, Found& found);
void pull_policy(const std::string& policy, const std::string& path, Found& found);
void socket(const std::string& value, const std::string& where, Found& found);
void ignored_errors(const std::vector<std::string>& names, const std::string& path, Found& found);
void arguments(const std::vector<Arg>& args, const std::string& path, Found& found);
void environment(const std::vector<EnvVar>& envs, const std::string& path, Found& found);
/// Names in lower case; the API server's are lowered before (a load balancer's may have capitals).
void alternative_names(const std::vector<std::string>& names, const std::string& path,
                       Found& found);
void absolute(const std::string& value, const std::string& path, Found& found);
void repository(const std::string& value, const std::string& path, Found& found);
std::string indexed(const std::string& path, std::size_t index);

}  // namespace kcluster::rules
