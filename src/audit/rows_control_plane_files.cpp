#include "audit/checks.h"
#include "audit/rows.h"
#include "audit/verdicts.h"
#include "kubernetes/paths.h"

namespace kcluster {
namespace {

using Weight = AuditRow::Weight;

constexpr unsigned kOwners = 0600, kOwnersFolder = 0700, kReadable = 0644;

constexpr const char* kManifestRead =
    "a manifest names every flag, key file and address of the component";
constexpr const char* kManifestOwned =
    "whoever writes a manifest has the kubelet run any program as root";
constexpr const char* kCredentialRead =
    "it holds a private key: a copy of it is as good as the file";
constexpr const char* kCredentialOwned =
    "its owner can change its mode, and so read the key or put in another";

Paths administrators() { return {paths::admin_conf, paths::super_admin_conf}; }

/// The folder itself is everybody's to enter.
Paths network_files(const AuditEvidence& seen) {
  auto all = below(seen, cni_folder, "");
  std::erase_if(all, [&](const std::string& path) { return seen.files.at(path).folder; });
  return all;
}

/// etcd's own user, where it has one, or root.
Verdict etcd_owns_its_data(const AuditEvidence& seen) {
  if (seen.external_etcd) return unneeded("etcd is external");
  if (!seen.etcd.fault.empty()) return unknown(seen.etcd.fault);
  const auto found = seen.files.find(seen.etcd_data);
  if (found == seen.files.end()) return unknown("there is no " + seen.etcd_data);
  const auto& folder = found->second;
  const auto runs_as = std::to_string(seen.etcd.user);
  const auto words =
      folder.path + ": user " + std::to_string(folder.uid) + ", etcd runs as " + runs_as;
  if (folder.uid == seen.etcd.user && seen.etcd.user != 0) return met(words);
  if (folder.uid != seen.etcd.user)
    return unmet({words}, "as root on this node:",
                 "chown -R " + runs_as + ":" + runs_as + " " + shell_word(folder.path) + "\n");
  return unmet({words},
               "let etcd's pod run as a user of its own, by a patch of its manifest (`--patches`); "
               "the files of its certificates and its data have to be that user's",
               "# patches/etcd+merge.yaml\nspec:\n  securityContext:\n    runAsUser: 2379\n"
               "    runAsGroup: 2379\n");
}

constexpr AuditRow rows[] = {
    {"1.1.1", "API server's manifest is root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, manifest_of("kube-apiserver"), kOwners); },
     kManifestRead},
    {"1.1.2", "API server's manifest belongs to root", Weight::fail,
     [](auto& s) { return roots_own(s, manifest_of("kube-apiserver")); }, kManifestOwned},
    {"1.1.3", "controller manager's manifest is root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, manifest_of("kube-controller-manager"), kOwners); },
     kManifestRead},
    {"1.1.4", "controller manager's manifest belongs to root", Weight::fail,
     [](auto& s) { return roots_own(s, manifest_of("kube-controller-manager")); }, kManifestOwned},
    {"1.1.5", "scheduler's manifest is root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, manifest_of("kube-scheduler"), kOwners); },
     kManifestRead},
    {"1.1.6", "scheduler's manifest belongs to root", Weight::fail,
     [](auto& s) { return roots_own(s, manifest_of("kube-scheduler")); }, kManifestOwned},
    {"1.1.7", "etcd's manifest is root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, manifest_of("etcd"), kOwners); }, kManifestRead},
    {"1.1.8", "etcd's manifest belongs to root", Weight::fail,
     [](auto& s) { return roots_own(s, manifest_of("etcd")); }, kManifestOwned},
    {"1.1.9", "pod network's configuration is root's alone to read", Weight::warning,
     [](auto& s) { return modes_within(s, network_files(s), kOwners); },
     "some plugins keep credentials in it"},
    {"1.1.10", "pod network's configuration belongs to root", Weight::warning,
     [](auto& s) { return roots_own(s, network_files(s)); },
     "it names programs that the runtime starts as root"},
    {"1.1.11", "etcd's data are its owner's alone to enter", Weight::fail,
     [](auto& s) {
       if (s.external_etcd) return unneeded("etcd is external");
       return modes_within(s, {s.etcd_data}, kOwnersFolder);
     },
     "every Secret of the cluster can be read from etcd's files"},
    {"1.1.12", "etcd's data belong to a user of its own", Weight::warning, etcd_owns_its_data,
     "an etcd that is broken into can write no more than its user can"},
    {"1.1.13", "administrators' kubeconfigs are root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, administrators(), kOwners); },
     "whoever reads it is the cluster's administrator"},
    {"1.1.14", "administrators' kubeconfigs belong to root", Weight::fail,
     [](auto& s) { return roots_own(s, administrators()); }, kCredentialOwned},
    {"1.1.15", "scheduler's kubeconfig is root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, {paths::scheduler_conf}, kOwners); }, kCredentialRead},
    {"1.1.16", "scheduler's kubeconfig belongs to root", Weight::fail,
     [](auto& s) { return roots_own(s, {paths::scheduler_conf}); }, kCredentialOwned},
    {"1.1.17", "controller manager's kubeconfig is root's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, {paths::controller_manager_conf}, kOwners); },
     kCredentialRead},
    {"1.1.18", "controller manager's kubeconfig belongs to root", Weight::fail,
     [](auto& s) { return roots_own(s, {paths::controller_manager_conf}); }, kCredentialOwned},
    {"1.1.19", "certificates and keys belong to root", Weight::fail,
     [](auto& s) { return roots_own(s, below(s, s.pki, "")); },
     "who owns the folder can put an authority of his own into it"},
    {"1.1.20", "certificates are nobody's but their owner's to write", Weight::fail,
     [](auto& s) { return modes_within(s, below(s, s.pki, ".crt"), kReadable); },
     "a certificate that is replaced lets another one's clients in"},
    {"1.1.21", "private keys are their owner's alone to read", Weight::fail,
     [](auto& s) { return modes_within(s, below(s, s.pki, ".key"), kOwners); },
     "with an authority's key anybody signs himself in as anyone"},
};

}  // namespace

std::span<const AuditRow> control_plane_file_rows() { return rows; }

}  // namespace kcluster
