#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/event.h"
#include "etcd/etcd.h"
#include "phases/wait_control_plane.h"
#include "plan/renewal.h"

namespace kcluster {

/// A component of this node that reads certificates when it starts.
struct CertificateUser {
  std::string component;           ///< "kube-apiserver"
  std::vector<std::string> files;  ///< those that it names on its command line
  unsigned grace_seconds = 0;      ///< to end in, at the most
};

/// Who uses the named certificates, by the manifests on disk, in the order of who needs whom: etcd,
/// API server, controller manager, scheduler.
std::vector<CertificateUser> certificate_users(const RenewalPlan& plan,
                                               std::span<const std::string> names,
                                               const Files& files);

/// What a restart needs beside what waiting looks with.
struct RestartHands {
  const WaitEyes& eyes;
  Cri& cri;
  /// This node's etcd first among its endpoints; opened anew each time, for its client's
  /// certificate changes, too.
  std::function<std::shared_ptr<Etcd>()> etcd;
  const Tell& tell;
};

/// Has one component read its certificates: stops its containers that are older than them, which
/// the kubelet starts anew, and waits until the new one is well and is seen to serve the
/// certificate on disk. Whether anything had to be stopped. Throws Error when etcd would lose its
/// quorum meanwhile, unless it has two members, which always does; and as wait_components does.
bool restart_user(const CertificateUser& user, const RestartHands& hands);

/// The first half of it: what is stopped the kubelet starts anew, nobody waits. Whether anything
/// had to be stopped.
bool stop_user(const CertificateUser& user, const RestartHands& hands);

/// wanting: a member of several that runs and serves its certificate, but finds too few others.
enum class Leader { known, wanting };

/// restart_user for etcd where certificates have ended: whatever becomes of the quorum, and not
/// waited for in vain where other members have to come first.
Leader restart_member(const CertificateUser& user, const RestartHands& hands);

/// The kubelet, for the certificate in its kubelet.conf.
void restart_kubelet(const WaitEyes& eyes, System& system);

}  // namespace kcluster
