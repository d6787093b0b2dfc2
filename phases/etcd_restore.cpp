#include "phases/etcd_restore.h"

#include "base/error.h"
#include "phases/rest.h"

namespace kcluster {
namespace {

using Part = Phase<EtcdRestorePlan>;

/// The runtime is opened by the first look at it.
struct Watching {
  Watching(const EtcdRestorePlan& plan, const Ports& ports)
      : cri(ports.cri(plan.aside.cri_socket)),
        eyes{ports.files, ports.system, ports.clock, *cri, ports.http} {}
  std::shared_ptr<Cri> cri;
  WaitEyes eyes;
};

void take_off(const EtcdRestorePlan& plan, Ports& ports) {
  set_aside(
      plan.aside, [&] { return ports.cri(plan.aside.cri_socket); }, ports.files, ports.system,
      ports.tell);
}

constexpr Part kNote{"note", "note what the cluster has now",
                     [](auto& p, auto& w) { note_before(p, w.files, w.http, w.tell); }};
constexpr Part kBuild{"build", "verify the snapshot and build the new data beside the old",
                      [](auto& p, auto& w) { build_data(p, w.files); }};
constexpr Part kMembers{"members", "look whether another member would go on by itself",
                        [](auto& p, auto& w) { account_for_members(p, w.files); }};
constexpr Part kStop{"stop", "take the control plane off this node", take_off};
constexpr Part kSwap{"swap", "set the old data aside, put the new in place", [](auto& p, auto& w) {
                       require_unused(p, w.files, w.system);
                       swap_data(p, w.files);
                     }};
constexpr Part kSwapBack{"swap", "put the old data in place", [](auto& p, auto& w) {
                           require_unused(p, w.files, w.system);
                           swap_data_back(p, w.files);
                         }};
constexpr Part kStartEtcd{
    "etcd", "start etcd from the data in place",
    [](auto& p, auto& w) { start_etcd(p, w.files, w.etcd, Watching(p, w).eyes); }};
constexpr Part kProve{"prove", "hold members and data against the snapshot",
                      [](auto& p, auto& w) { prove_etcd(p, w.files, w.etcd, w.tell); }};
constexpr Part kComponents{
    "control-plane", "start the rest of the control plane",
    [](auto& p, auto& w) { start_components(p, w.files, Watching(p, w).eyes); }};
constexpr Part kTokens{"tokens", "remove bootstrap tokens that came back", [](auto& p, auto& w) {
                         remove_revived_tokens(p, w.files, w.http, w.clock, w.tell);
                       }};
constexpr Part kNodes{"nodes", "wait for the nodes", [](auto& p, auto& w) {
                        settle_nodes(p, w.files, w.system, w.http, w.clock, w.report);
                      }};
constexpr Part kWrites{"writes", "look what would be lost",
                       [](auto& p, auto& w) { require_discard(p, w.files, w.etcd); }};

constexpr Part kWritesHere{"writes", "look what would be lost",
                           [](auto& p, auto& w) { require_discard_at_rest(p, w.files); }};

constexpr Part kRestore[] = {kNote,      kBuild, kMembers,    kStop,   kSwap,
                             kStartEtcd, kProve, kComponents, kTokens, kNodes};
constexpr Part kUndo[] = {kWrites, kStop, kSwapBack, kStartEtcd, kComponents};
// of several members: each table on every node, before the next on any
constexpr Part kStopHere[] = {kNote, kStop};
constexpr Part kBuildHere[] = {kBuild, kMembers, kSwap};
constexpr Part kStartHere[] = {kStartEtcd, kProve, kComponents, kTokens, kNodes};
constexpr Part kSwapBackHere[] = {kWritesHere, kSwapBack};
constexpr Part kStartOldHere[] = {kStartEtcd, kComponents};

}  // namespace

std::span<const Part> restore_table() { return kRestore; }
std::span<const Part> undo_restore_table() { return kUndo; }

std::span<const Part> restore_barrier_table(RestoreBarrier barrier, RestoreWay way) {
  const bool undo = way == RestoreWay::undo;
  if (barrier == RestoreBarrier::stop) return kStopHere;
  if (barrier == RestoreBarrier::build)
    return undo ? std::span<const Part>(kSwapBackHere) : std::span<const Part>(kBuildHere);
  return undo ? std::span<const Part>(kStartOldHere) : std::span<const Part>(kStartHere);
}

}  // namespace kcluster
