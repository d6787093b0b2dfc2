#include "phases/reset.h"

#include "base/error.h"
#include "phases/clean_node.h"
#include "phases/leave_etcd.h"
#include "phases/left_behind.h"
#include "phases/preflight.h"

namespace kcluster {
namespace {

using Row = Phase<ResetPlan>;

std::function<std::shared_ptr<Cri>()> runtime(const std::string& socket, const Ports& ports) {
  return [open = ports.cri, socket] {
    if (socket.empty()) throw Error("no container runtime was found", "name it with --cri-socket");
    return open(socket);
  };
}

constexpr Row kCleanup[] = {
    {"kubelet", "stop the kubelet", [](auto&, auto& w) { stop_kubelet(w.system, w.tell); }},
    {"pods", "stop and remove the pods",
     [](auto& p, auto& w) { remove_pods(runtime(p.cleanup.cri_socket, w), w.tell); }},
    {"pod-network", "leave the bridge network",
     [](auto&, auto& w) { leave_bridge(w.files, w.system, w.tell); }},
    {"timers", "take kcluster's timers away",
     [](auto&, auto& w) { leave_timers(w.files, w.system, w.tell); }},
    {"mounts", "unmount the volumes of pods",
     [](auto& p, auto& w) { unmount_volumes(p.cleanup, w.files, w.system, w.tell); }},
    {"files", "remove what was laid down",
     [](auto& p, auto& w) { remove_files(p.cleanup, w.files, w.system); }},
    {"left", "look for what is left",
     [](auto& p, auto& w) { tell_left(p.left, look(w), w.report); }},
};

constexpr Row kResetRows[] = {
    {"preflight", "look whether this node can be reset",
     [](auto& p, auto& w) { preflight(p.preflight, reset_checks(), look(w), w.tell); }},
    {"journal", "note where things lie, to go on after a cut",
     [](auto& p, auto& w) { note_hints(p.hints, w.files); }},
    {"remove-etcd-member", "leave etcd's cluster, delete its data",
     [](auto& p, auto& w) {
       leave_etcd(p.etcd, w.files, w.system, w.etcd, runtime(p.etcd.cri_socket, w), w.clock,
                  w.tell);
     }},
    {"cleanup-node", "take the cluster off this node", nullptr, kCleanup},
};

}  // namespace

std::span<const Phase<ResetPlan>> reset_table() { return kResetRows; }

}  // namespace kcluster
