#pragma once
#include <string_view>
#include <vector>

#include "base/finding.h"
#include "config/types.h"

namespace kcluster {

/// What a configuration file says, and what is worth a warning: old versions, ignored documents.
struct Loaded {
  Config config;
  std::vector<Finding> warnings;
};

/// Reads the documents that concern init: InitConfiguration and ClusterConfiguration (one of them
/// at least), KubeletConfiguration, KubeProxyConfiguration. kubeadm's other kinds are checked and
/// left aside with a warning; v1beta3 is read as the v1beta4 it would be migrated to. source names
/// the file. Throws one Error (exit usage) with all faults as findings, each with its key path and
/// "source:line".
Loaded load_init(std::string_view text, std::string_view source);

/// The same checks for a file of any of kubeadm's kinds ("config validate"); the warnings.
std::vector<Finding> check_configuration(std::string_view text, std::string_view source);

}  // namespace kcluster
