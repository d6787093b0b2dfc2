#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "kube/tokens.h"
#include "kubernetes/paths.h"
#include "phases/etcd_restore.h"
#include "phases/restore_notes.h"

namespace kcluster {
namespace {

constexpr const char* kNodes = "/api/v1/nodes";
constexpr const char* kLeases = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases";
/// ServiceAccounts and users get rights by these.
constexpr const char* kBindings[] = {"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                                     "/apis/rbac.authorization.k8s.io/v1/rolebindings"};
constexpr Millis kOthers = std::chrono::seconds(25);  // a kubelet renews its Lease every ten

using Names = std::vector<std::string>;

Json listed(const Client& api, const char* path) {
  const auto answer = api.get(path);
  return answer ? list_in(*answer, "/items") : Json::array();
}

std::string title(const Json& object) {
  const auto space = string_in(object, "/metadata/namespace");
  return (space.empty() ? "" : space + "/") + string_in(object, "/metadata/name");
}

Names titles(const Client& api, std::span<const char* const> paths) {
  Names all;
  for (const char* path : paths)
    for (const auto& object : listed(api, path)) all.push_back(title(object));
  std::sort(all.begin(), all.end());
  return all;
}

Names token_ids(const Client& api) {
  Names ids;
  for (const auto& token : list_tokens(api).tokens) ids.push_back(token.id);
  return ids;
}

Names only_in(const Names& all, const Names& without) {
  Names left;
  for (const auto& one : all)
    if (std::find(without.begin(), without.end(), one) == without.end()) left.push_back(one);
  return left;
}

Names nodes_of(const Client& api) { return titles(api, std::span(&kNodes, 1)); }

/// Node -> when its kubelet last renewed its Lease.
std::map<std::string, std::string> renewals(const Client& api) {
  std::map<std::string, std::string> seen;
  for (const auto& lease : listed(api, kLeases))
    seen[string_in(lease, "/metadata/name")] = string_in(lease, "/spec/renewTime");
  return seen;
}

/// What the restore did to the cluster, and what is left to do on other nodes.
struct Settled {
  Names silent, missing, revived;
  ObjectChanges objects;
};

Json to_json(const ObjectChanges& changes) {
  auto made = Json::object();
  for (const auto& [kind, count] : changes)
    made[kind] = {{"before", count.before}, {"now", count.now}};
  return made;
}

Result result_of(const EtcdRestorePlan& plan, const BuiltNote& built, const Settled& seen) {
  std::string words =
      fmt::format("etcd's data are those of {}, at revision {}.\n", plan.file, built.revision);
  words += fmt::format("The data before lie in {}; once nobody needs them: rm -r {}\n", plan.old,
                       plan.old);
  for (const auto& [kind, count] : seen.objects)
    words += fmt::format("{}: {} before, {} now\n", kind, count.before, count.now);
  const auto kubelets = [&](const Names& nodes, const char* why) {
    for (const auto& node : nodes)
      words += fmt::format("{} {}. On it: systemctl restart kubelet\n", node, why);
  };
  kubelets(seen.missing, "is a node that the backup does not know");
  kubelets(seen.silent, "has not spoken yet");
  for (const auto& binding : seen.revived)
    words += fmt::format("The binding {} is back; it was deleted after the backup\n", binding);
  return {"restored",
          {{"file", plan.file},
           {"revision", built.revision},
           {"setAside", plan.old},
           {"objects", to_json(seen.objects)},
           {"nodesToRestart", seen.missing},
           {"silentNodes", seen.silent},
           {"revivedBindings", seen.revived}},
          words};
}

}  // namespace

void note_before(const EtcdRestorePlan& plan, Files& files, const Dial& dial, const Tell& sink) {
  if (read_before(plan.spec.id, files) || read_built(plan.spec.id, files)) return;
  const auto seen = attempt([&] {
    const Client api(dial(local_endpoint(plan.api, paths::admin_conf, files)));
    return BeforeNote{nodes_of(api), token_ids(api), titles(api, kBindings)};
  });
  if (seen) return write_before(plan.spec.id, *seen, files);
  tell(sink, {Event::Kind::warning, "",
              "what the cluster has now is not known, so what the restore takes away cannot be "
              "told: " +
                  seen.why});
}

void remove_revived_tokens(const EtcdRestorePlan& plan, const Files& files, const Dial& dial,
                           const Clock& clock, const Tell& sink) {
  if (plan.keep_tokens) return;
  auto api = admin_client(plan.api, files, dial, clock);
  const auto before = read_before(plan.spec.id, files);
  for (const auto& id : only_in(token_ids(api), before ? before->tokens : Names{})) {
    delete_token(id, api);
    tell(sink, {Event::Kind::did, "token " + id, "removed: the backup brought it back"});
  }
}

void settle_nodes(const EtcdRestorePlan& plan, const Files& files, System& system, const Dial& dial,
                  const Clock& clock, Report& report) {
  const auto api = admin_client(plan.api, files, dial, clock);
  const auto before = read_before(plan.spec.id, files);
  const auto old = renewals(api);
  if (system.unit_file_state("kubelet")) system.unit("kubelet", UnitAction::restart);
  const auto still = [&](const std::string& node) {
    const auto now = renewals(api);
    const auto was = old.find(node), is = now.find(node);
    return is == now.end() || (was != old.end() && was->second == is->second);
  };
  clock.await("this node's kubelet to be back in the cluster",
              std::chrono::duration_cast<Millis>(plan.limit), [&] {
                return still(plan.name) ? std::optional<std::string>(plan.name + " is silent")
                                        : std::nullopt;
              });
  Settled seen;
  const auto silent = [&] {
    Names all;
    for (const auto& node : nodes_of(api))
      if (still(node)) all.push_back(node);
    return all;
  };
  attempt([&] {
    clock.await("the other nodes' kubelets", kOthers, [&]() -> std::optional<std::string> {
      seen.silent = silent();
      if (seen.silent.empty()) return std::nullopt;
      return join(seen.silent, ", ") + " have not spoken yet";
    });
    return true;
  });
  if (before) {
    seen.missing = only_in(before->nodes, nodes_of(api));
    seen.revived = only_in(titles(api, kBindings), before->bindings);
  }
  seen.objects = object_changes(plan, files);
  if (const auto built = read_built(plan.spec.id, files))
    report.results.push_back(result_of(plan, *built, seen));
}

}  // namespace kcluster
