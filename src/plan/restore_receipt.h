#pragma once
#include <string>
#include <vector>

#include "plan/etcd_restore.h"

namespace kcluster {

/// What a node has done of a restore that several share.
enum class RestoreStep { stopped, built };

/// A node's word that it has done its step: "cka-control2:stopped:4f0c…". It can only come from a
/// run with the same restore file; it guards against a slip, not against a liar.
std::string restore_receipt(const RestoreSpec& spec, const std::string& node, RestoreStep step);

/// The nodes whose receipts these are. Throws Error (usage) for one that is none of that restore
/// and step.
std::vector<std::string> receipt_nodes(const RestoreSpec& spec,
                                       const std::vector<std::string>& receipts, RestoreStep step);

}  // namespace kcluster
