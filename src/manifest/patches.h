#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "base/json.h"
#include "plan/static_pod.h"

namespace kcluster {

/// Patch targets by the names that kubeadm's files begin with.
namespace targets {
inline constexpr const char* kubelet = "kubeletconfiguration";
inline constexpr const char* coredns = "corednsdeployment";
inline constexpr const char* proxy = "kubeproxydaemonset";
}  // namespace targets

/// One document of a patch file.
struct Patch {
  enum class Kind { strategic, merge, json };
  std::string file;    ///< path as given
  std::string target;  ///< "etcd", "kube-apiserver", "kubeletconfiguration" …
  Kind kind = Kind::strategic;
  Json body;
};

struct PatchSet {
  std::vector<Patch> patches;    ///< in the order of files and documents
  std::vector<Finding> ignored;  ///< warnings: files whose names are no patch's, empty files
};

/// Reads "target[suffix][+strategic|merge|json].{yaml,json}". Throws Error (exit usage) naming the
/// file for an unknown kind after "+", or text that is not YAML or not of the kind's shape.
PatchSet parse_patches(std::span<const PatchFile> files);

/// The object with every patch for that target applied, in order. Throws Error (exit usage) naming
/// the file when a patch does not fit.
Json apply_patches(Json object, std::string_view target, std::span<const PatchFile> files);

}  // namespace kcluster
