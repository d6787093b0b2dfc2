#pragma once
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "config/types.h"

namespace kcluster {

/// ClusterConfiguration v1beta4 as kubeadm stores it in the ConfigMap kubeadm-config: what is empty
/// and optional is left out. write_yaml of it is the stored text.
Json cluster_configuration_json(const ClusterConfiguration& cluster);

/// The algorithm that keys are made with: the feature gate PublicKeysECDSA, if given, else the
/// field.
std::string_view key_algorithm(const ClusterConfiguration& cluster);

/// What `kubeadm config print init-defaults` prints, then the documents given (completed component
/// configurations, see plan/components.h), with "---" lines between.
std::string print_init_defaults(std::span<const Json> components);

/// The settings behind print_init_defaults: example address, node name, socket, version.
Config init_defaults();

}  // namespace kcluster
