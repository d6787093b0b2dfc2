#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/report.h"
#include "pki/subject.h"
#include "plan/own_files.h"

namespace kcluster {

/// One thing on this node that is not as the cluster's configuration has it.
struct Drift {
  std::string kind;     ///< "manifest", "kubelet", "certificate", "kubeconfig", "object"
  std::string subject;  ///< a path, or an object's kind and name
  std::string text;     ///< a unified diff from the configuration to what is there, or whole lines
};

/// How a document on disk differs from the wanted one; nullopt: it says the same. Text: nullopt
/// when there is none. Throws Error for a text that is no YAML mapping.
std::optional<Drift> document_drift(const std::string& kind, const std::string& path,
                                    const Json& wanted, const std::optional<std::string>& text);

/// The same of a static pod's manifest, where flags, volumes and variables may stand in any order.
/// What no cluster keeps is not compared: how a member of etcd once joined, proxies of whoever made
/// the node, and how long its start may take.
std::optional<Drift> pod_drift(const std::string& path, const Json& wanted,
                               const std::optional<std::string>& text);

/// Flags of the kubelet: those that are missing and, where all that the node was made with is
/// known, those beyond.
enum class Beyond { drift, own };
std::optional<Drift> flags_drift(const std::string& path, std::span<const std::string> wanted,
                                 const std::string& text, Beyond beyond);

/// Names and addresses of a certificate: missing ones and those beyond.
std::optional<Drift> sans_drift(const std::string& path, const Sans& wanted, const Sans& there);

/// What was found, for people and programs.
Result drift_result(std::span<const Drift> drifts);
/// What another control plane needs; `missing`: paths of them that are not here.
Result copies_result(std::span<const OwnFile> files, std::span<const std::string> missing);

}  // namespace kcluster
