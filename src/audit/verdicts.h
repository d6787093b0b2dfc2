#pragma once
#include <string>
#include <vector>

#include "audit/points.h"

/// How checks say what they conclude.
namespace kcluster {

Verdict met(std::string seen);
Verdict unneeded(std::string why);
Verdict unknown(std::string why);
Verdict unmet(std::vector<std::string> seen, std::string remedy, std::string paste);

/// How a static pod gets a flag: an extra argument in the ClusterConfiguration.
Verdict unmet_flag(const AuditEvidence::Program& program, std::string seen, const std::string& name,
                   const std::string& value);
/// How it loses one that someone gave it.
Verdict unmet_by_flag(const AuditEvidence::Program& program, std::string seen,
                      const std::string& name);
/// How this node's kubelet gets a setting; `wanted` is a part of a KubeletConfiguration.
Verdict unmet_setting(std::string seen, const Json& wanted);

/// The sentence of unmet_flag, for what needs more than a flag.
std::string in_cluster_configuration(const std::string& program);
/// A part of the ClusterConfiguration that gives the program that flag.
std::string extra_arg(const std::string& program, const std::string& name,
                      const std::string& value);

}  // namespace kcluster
