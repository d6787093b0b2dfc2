#pragma once
#include <span>

#include "base/event.h"
#include "etcd/etcd.h"
#include "etcd/health.h"
#include "host/clock.h"
#include "host/files.h"
#include "host/system.h"
#include "kube/client.h"
#include "phases/api.h"
#include "phases/wait_control_plane.h"
#include "plan/upgrade.h"
#include "workflow/phase.h"

namespace kcluster {

/// Saves etcd's data, the keys and this node's files in one verified archive (etcd_archive.h),
/// unless that was done already.
void back_up_before_upgrade(const UpgradePlan& plan, Files& files, const OpenEtcd& open,
                            const Clock& clock, const Tell& tell);

/// Makes the control plane's certificates and kubeconfigs anew, each once an upgrade; those whose
/// authority's key is not here are left and told.
void renew_for_upgrade(const UpgradePlan& plan, Files& files, const Clock& clock, const Tell& tell);

/// kubeadm's phase kubeconfig: a kubelet that asks by the control-plane endpoint is pointed at this
/// node's own API server, for its next start; one that asks elsewhere is left.
void localise_kubelet(const UpgradePlan& plan, Files& files);

/// Replaces the control plane's static pods in one step with the kubelet at rest (rest.h): those
/// whose manifest changes, and after a renewal all. Before, all voters of etcd have to be well, and
/// its leadership moves to another member where there is one.
void swap_control_plane(const UpgradePlan& plan, Files& files, System& system, const OpenEtcd& open,
                        const std::function<std::shared_ptr<Cri>()>& runtime, const Tell& tell);

/// Whether this node has all that the upgrade would write here: static pods as they are meant, and
/// the kubelet's configuration.
bool stands_already(const UpgradePlan& plan, const Files& files);

/// Until kubelet, etcd and the components are healthy, each by its own word.
void await_control_plane(const UpgradePlan& plan, const OpenEtcd& open, const WaitEyes& eyes);

/// Holds what runs against the plan: image and arguments of each container, newer than the upgrade,
/// in a pod of another manifest; and the version that the API server says. Throws Error.
void prove_control_plane(const UpgradePlan& plan, const WaitEyes& eyes);
/// The last of it alone, of either version.
void prove_version(const UpgradePlan& plan, const std::string& version, const WaitEyes& eyes);

/// Other control planes whose API servers still have another version: node names.
std::vector<std::string> behind(const UpgradePlan& plan, const Client& api);

/// CoreDNS or kube-proxy, unless another control plane is behind: the last one upgrades them, as
/// with kubeadm.
enum class Addon { coredns, kube_proxy };
void upgrade_addon(Addon addon, const UpgradePlan& plan, Client& api, const Tell& tell);

/// Removes archives of before earlier upgrades: the newest three stay, and what this node's journal
/// names always does.
void prune_backups(const UpgradePlan& plan, Files& files, const Tell& tell);

/// All that `upgrade apply` does, in order.
std::span<const Phase<UpgradePlan>> upgrade_table();

/// The way back: files, certificates and static pods are what they were, in one step with the
/// kubelet at rest where a static pod changed; then the old version has to be healthy, and the
/// cluster's objects are put back. etcd's data stay.
std::span<const Phase<UpgradePlan>> rollback_table();
/// Where etcd went up by a minor with all its members, etcd's own downgrade comes first: an older
/// etcd cannot read the data otherwise. One that does not answer is warned of.
void lower_etcd(const UpgradePlan& plan, const Files& files, const OpenEtcd& open,
                const Clock& clock, const Tell& tell);
/// The other way: before this node's etcd becomes that of `manifest`, a downgrade to an older minor
/// is ended, which a way back began and not all members went. Throws Error when etcd keeps it.
void end_downgrade(const std::string& manifest, const EtcdHealth& health, Etcd& etcd,
                   const Tell& tell);
void put_back_node(const UpgradePlan& plan, Files& files, System& system,
                   const std::function<std::shared_ptr<Cri>()>& runtime, const Tell& tell);
void put_back_cluster(const UpgradePlan& plan, const Files& files, const Dial& dial);
/// Whether anything is noted that could be put back.
bool changed_anything(const Files& files);

}  // namespace kcluster
