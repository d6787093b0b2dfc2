#include "phases/api.h"

#include "base/error.h"
#include "kube/kubeconfig.h"
#include "kube/objects.h"
#include "kubernetes/names.h"

namespace kcluster {
namespace {

Json admins_binding() {
  return cluster_role_binding(names::cluster_admins, "cluster-admin",
                              {"Group", names::cluster_admins});
}

void bind_admins(const ApiPlan& plan, const Patience& patience, const Files& files,
                 const Dial& dial) {
  if (!files.look(plan.super_admin_conf))
    throw Error(
        "the administrator of " + plan.admin_conf +
            " has no rights in this cluster, and there"
            " is no " +
            plan.super_admin_conf + " to give them",
        "make it on a node with the cluster's CA: kcluster init phase kubeconfig super-admin");
  Client super(dial(local_endpoint(plan, plan.super_admin_conf, files)), patience);
  super.create_or_keep(admins_binding());
}

}  // namespace

Endpoint local_endpoint(const ApiPlan& plan, const std::string& kubeconfig, const Files& files) {
  auto made = endpoint(read_kubeconfig(kubeconfig, files));
  made.url = plan.local_url;
  return made;
}

Endpoint strongest_endpoint(const ApiPlan& plan, const Files& files) {
  const bool super = files.look(plan.super_admin_conf).has_value();
  return local_endpoint(plan, super ? plan.super_admin_conf : plan.admin_conf, files);
}

Client admin_client(const ApiPlan& plan, const Files& files, const Dial& dial, const Clock& clock) {
  const Patience patience{&clock, std::chrono::duration_cast<Millis>(plan.patience)};
  Client admin(dial(local_endpoint(plan, plan.admin_conf, files)), patience);
  const auto binding = admin.path_of(admins_binding());
  const auto found = admin.look(binding);
  if (found == Presence::absent) admin.create_or_keep(admins_binding());
  if (found != Presence::forbidden) return admin;
  bind_admins(plan, patience, files, dial);
  clock.await("the rights of " + plan.admin_conf, patience.limit,
              [&]() -> std::optional<std::string> {
                if (admin.look(binding) == Presence::present) return std::nullopt;
                return "the API server does not apply its new binding yet";
              });
  return admin;
}

}  // namespace kcluster
