#pragma once
#include <span>
#include <string_view>

/// What Kubernetes releases took away: facts, a row each. A minor is the first without it.
namespace kcluster {

/// An API version that is no longer served (APILifecycleRemoved of k8s.io/api).
struct RemovedApi {
  std::string_view group, version, resource;  ///< "storage.k8s.io", "v1alpha1", plural
  unsigned minor = 0;
};

/// A command line flag that a component no longer starts with.
struct RemovedFlag {
  std::string_view component, flag;  ///< "kubelet", without dashes
  unsigned minor = 0;
  std::string_view remedy;
};

/// A feature gate that no component knows any longer: naming it is fatal.
struct RemovedGate {
  std::string_view name;
  unsigned minor = 0;
};

/// A feature gate that has one value only: naming another is fatal.
struct LockedGate {
  std::string_view name;
  unsigned minor = 0;
  bool value = true;
};

std::span<const RemovedApi> removed_apis();
std::span<const RemovedFlag> removed_flags();
std::span<const RemovedGate> removed_gates();
std::span<const LockedGate> locked_gates();

}  // namespace kcluster
