#pragma once
#include <optional>
#include <string>
#include <vector>

#include "kube/client.h"
#include "phases/recovery_notes.h"
#include "phases/renew_certs.h"

namespace kcluster {

/// This node's kubelet by what lies on the node, whether or not it is let in still.
struct KubeletIdentity {
  std::string node;                          ///< its name in the cluster
  std::string cluster, server, authorities;  ///< as kubelet.conf has them
  std::string ca_file;                       ///< whom it lets in itself
  std::string pki_folder;                    ///< where it keeps and rotates its certificates
  std::optional<std::string> fault;          ///< why its certificate does not do; nullopt: it does
};

/// Throws Error when this node is in no cluster, or kubelet.conf is too broken to say which node it
/// is of.
KubeletIdentity kubelet_identity(const Files& files, Time now);

/// What is replaced when it is let in anew, to be kept.
std::vector<std::string> kubelet_files_before(const KubeletIdentity& kubelet);

/// The kubelet's client certificate and key anew, signed by the authority's key here, and
/// kubelet.conf pointing at them, all else in it kept. One that was made since plan.begun and does
/// is fresh. Throws Error as renew_certificates does.
Renewal renew_kubelet(const RenewalPlan& plan, const KubeletIdentity& kubelet, Files& files,
                      Time now);

/// A certificate that the kubelet signed for itself to serve with is made anew by its next start
/// once it is gone. Whether one had ended: then its pair lies in the folder of what was before.
bool put_away_serving_pair(const KubeletIdentity& kubelet, const Recovery& recovery, Files& files,
                           Time now);

/// Until the node is Ready and its kubelet has said so since that moment, by this node's clock.
void await_ready(const std::string& node, Time since, const Client& api, const Clock& clock);

/// A node that does not report to the cluster.
struct SilentNode {
  std::string name;
  bool control_plane = false;
};
/// Those whose kubelets do not renew their leases while a living one would, which is known before
/// the cluster calls them not ready. Takes as long as it takes the others to report, half a lease
/// at the most.
std::vector<SilentNode> silent_nodes(const Client& api, const Clock& clock);

}  // namespace kcluster
