#include <fmt/format.h>

#include "base/text.h"
#include "diagnosis/proofs.h"

namespace kcluster {
namespace {

std::string make_again(const std::string& component) {
  const std::string kube = "kube-";
  if (!component.starts_with(kube)) return "`kcluster init phase etcd local`";
  return fmt::format("`kcluster init phase control-plane {}`", component.substr(kube.size()));
}

std::string with_configuration(const std::string& component) {
  return make_again(component) +
         " with the cluster's configuration (--config; `kubectl -n kube-system get cm "
         "kubeadm-config -o yaml` while an API server answers)";
}

}  // namespace

MaybeProof prove_manifest_missing(const Examination& seen) {
  if (seen.role != Examination::Role::control_plane) return std::nullopt;
  for (const auto& each : seen.manifests) {
    if (each.there) continue;
    Proof proof{each.component, "there is no " + each.path, {}, with_configuration(each.component)};
    if (!each.elsewhere.empty()) {
      proof.shown_by.push_back("there is " + each.elsewhere);
      proof.remedy = fmt::format("`mv {} {}`", each.elsewhere, each.path);
    }
    return proof;
  }
  return std::nullopt;
}

MaybeProof prove_manifest_unreadable(const Examination& seen) {
  for (const auto& each : seen.manifests)
    if (!each.fault.empty())
      return Proof{each.component,
                   each.path + " is no manifest of it",
                   {each.fault},
                   "correct the file as the line says, or have it made again: " +
                       with_configuration(each.component)};
  return std::nullopt;
}

MaybeProof prove_manifest_files(const Examination& seen) {
  Proof proof;
  for (const auto& each : seen.manifests)
    for (const auto& file : each.missing_files) {
      if (proof.subject.empty()) proof.subject = each.component;
      proof.shown_by.push_back(each.path + " names " + file);
    }
  if (proof.shown_by.empty()) return std::nullopt;
  proof.what = "files that its flags name are not there";
  proof.remedy =
      "put them back from a backup; certificates of this node: `kcluster init phase certs all` (it "
      "keeps what is there and makes what is missing); or take the flag out of the manifest";
  return proof;
}

}  // namespace kcluster
