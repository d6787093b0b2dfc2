#pragma once
#include <span>
#include <string_view>

namespace kcluster {

struct Field;
using Fields = std::span<const Field>;

/// What a key takes. "…s" are lists, "…_map" are objects with free keys.
enum class Type {
  text,
  boolean,
  integer,
  duration,  ///< text in Go's notation
  texts,
  object,  ///< with the row's fields
  objects,
  text_map,
  boolean_map,
  anything
};

/// One key of a document.
struct Field {
  std::string_view name;
  Type type = Type::text;
  Fields fields = {};  ///< of object and objects
};

/// What becomes of keys that the table does not have.
enum class Unknown { refused, kept };

/// What a document is for.
enum class Role { init, cluster, join, reset, upgrade, kubelet, proxy };

/// One kind of document that a configuration file may hold.
struct Kind {
  Role role;
  std::string_view api_version, name;
  Fields fields;
  Unknown unknown = Unknown::refused;
};

/// Every kind in every version that is read. apiVersion and kind are in no table: all have them.
std::span<const Kind> known_kinds();

inline constexpr std::string_view kCurrentApi = "kubeadm.k8s.io/v1beta4";
inline constexpr std::string_view kOldApi = "kubeadm.k8s.io/v1beta3";

/// The tables of one version each, in its own file.
std::span<const Kind> kinds_v1beta4();
std::span<const Kind> kinds_v1beta3();
/// KubeletConfiguration and KubeProxyConfiguration, in the order of Role.
std::span<const Kind> component_kinds();

}  // namespace kcluster
