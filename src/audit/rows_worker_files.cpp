#include "audit/checks.h"
#include "audit/rows.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

using Weight = AuditRow::Weight;

constexpr unsigned kOwners = 0600, kReadable = 0644;

constexpr AuditRow rows[] = {
    {"4.1.1", "kubelet's unit is root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, s.kubelet.unit_files, kOwners); },
     "its flags say what the node lets through"},
    {"4.1.2", "kubelet's unit belongs to root", Weight::fail,
     [](auto& s) { return roots_own(s, s.kubelet.unit_files); },
     "whoever writes it has systemd run any program as root"},
    {"4.1.3", "kube-proxy's kubeconfig is root's alone to read", Weight::warning,
     [](auto& s) { return modes_within(s, {proxy_kubeconfig}, kOwners); },
     "it may hold a private key"},
    {"4.1.4", "kube-proxy's kubeconfig belongs to root", Weight::warning,
     [](auto& s) { return roots_own(s, {proxy_kubeconfig}); },
     "who owns it leads the node's Services where he wants"},
    {"4.1.5", "kubelet's kubeconfig is root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, {paths::kubelet_conf}, kOwners); },
     "a copy of it is as good as the node"},
    {"4.1.6", "kubelet's kubeconfig belongs to root", Weight::fail,
     [](auto& s) { return roots_own(s, {paths::kubelet_conf}); },
     "its owner can lead the kubelet to another cluster"},
    {"4.1.7", "clients' authority is root's alone to write", Weight::warning,
     [](auto& s) { return modes_within(s, {client_authority(s)}, kReadable); },
     "another authority there lets its clients into every pod"},
    {"4.1.8", "clients' authority belongs to root", Weight::warning,
     [](auto& s) { return roots_own(s, {client_authority(s)}); },
     "its owner can put another authority in its place"},
    {"4.1.9", "kubelet's configuration is root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, {s.kubelet.path}, kOwners); },
     "it says what the node lets through (upgrades write the file anew: audit after them)"},
    {"4.1.10", "kubelet's configuration belongs to root", Weight::fail,
     [](auto& s) { return roots_own(s, {s.kubelet.path}); },
     "its owner can open the kubelet to everybody"},
};

}  // namespace

std::span<const AuditRow> worker_file_rows() { return rows; }

}  // namespace kcluster
