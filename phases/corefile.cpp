#include "base/json_in.h"
#include "kube/pod_command.h"
#include "manifest/addons.h"
#include "phases/addons.h"
#include "plan/corefile_migration.h"

namespace kcluster {
namespace {

using Way = CorefileMigration::Way;

constexpr const char* kMap = "/api/v1/namespaces/kube-system/configmaps/coredns";
constexpr const char* kDeployment = "/apis/apps/v1/namespaces/kube-system/deployments/coredns";
constexpr const char* kKey = "Corefile";
constexpr const char* kBackup = "Corefile-backup";
constexpr const char* kSubject = "coredns";

std::string usual_corefile(const CoreDnsPlan& plan) {
  for (const auto& object : coredns_objects(plan))
    if (object.at("kind") == "ConfigMap") return object.at("data").at(kKey);
  return {};
}

/// Of the CoreDNS that still runs.
std::string running_version(const Client& api) {
  const auto deployment = api.get(kDeployment);
  if (!deployment) return {};
  return image_tag(string_in(*deployment, "/spec/template/spec/containers/0/image"));
}

/// A pod of the old version that starts again goes on with what it knows.
void let_old_pods_read_the_backup(Client& api) {
  api.change(kDeployment, [](Json& live) {
    auto& volumes = live["spec"]["template"]["spec"]["volumes"];
    if (!volumes.is_array()) return;
    for (auto& volume : volumes)
      if (string_in(volume, "/configMap/name") == kSubject)
        volume["configMap"]["items"] = Json::array({{{"key", kBackup}, {"path", kKey}}});
  });
}

void migrate(const CorefileMigration& migration, const std::string& before, Client& api,
             const Tell& sink) {
  api.change(kMap, [&](Json& live) {
    live["data"][kKey] = migration.text;
    live["data"][kBackup] = before;
  });
  let_old_pods_read_the_backup(api);
  for (const auto& change : migration.changes)
    tell(sink, {Event::Kind::warning, kSubject, "the Corefile is migrated: " + change});
}

}  // namespace

void upgrade_corefile(const CoreDnsPlan& plan, Client& api, const Tell& sink) {
  const auto map = api.get(kMap);
  const auto running = running_version(api);
  if (!map || running.empty()) return;
  const auto before = string_in(*map, std::string("/data/") + kKey);
  const auto migration =
      migrate_corefile(before, running, image_tag(plan.image), usual_corefile(plan));
  if (migration.way == Way::usual)
    api.change(kMap, [&](Json& live) { live["data"][kKey] = migration.text; });
  if (migration.way == Way::migrated) migrate(migration, before, api, sink);
  if (migration.way == Way::unknown)
    tell(sink, {Event::Kind::warning, kSubject,
                "the Corefile stays as it is, nobody knows whether it suits " +
                    image_tag(plan.image) + ": " + migration.why});
}

}  // namespace kcluster
