#include <fmt/format.h>

#include "base/text.h"
#include "diagnosis/proofs.h"

namespace kcluster {
namespace {

// Packages of containerd from Docker come with CRI switched off.
bool lacks_cri(const std::string& why) {
  const auto words = lower(why);
  return words.find("unimplemented") != words.npos || words.find("unknown service") != words.npos;
}

std::string unit_of(const std::string& socket) {
  return socket.find("crio") != socket.npos ? "crio" : "containerd";
}

}  // namespace

MaybeProof prove_cri_disabled(const Examination& seen) {
  if (!lacks_cri(seen.runtime.silence)) return std::nullopt;
  return Proof{
      seen.runtime.socket,
      "it answers, but does not serve CRI v1",
      {seen.runtime.silence},
      "take \"cri\" out of disabled_plugins in /etc/containerd/config.toml (or begin anew: "
      "`containerd config default > /etc/containerd/config.toml`), then `systemctl restart "
      "containerd`"};
}

MaybeProof prove_runtime_down(const Examination& seen) {
  if (seen.runtime.socket.empty())
    return Proof{"runtime",
                 "no container runtime's socket is there",
                 {},
                 "install containerd or CRI-O, or start it: `systemctl enable --now containerd`"};
  if (seen.runtime.silence.empty()) return std::nullopt;
  const auto unit = unit_of(seen.runtime.socket);
  return Proof{
      seen.runtime.socket,
      "nobody answers there",
      {seen.runtime.silence},
      fmt::format("`systemctl enable --now {0}`; if it does not stay up: `journalctl -u {0} "
                  "-n 50`",
                  unit)};
}

MaybeProof prove_cni_unconfigured(const Examination& seen) {
  if (seen.role == Examination::Role::none || !seen.cni.configuration.empty() ||
      seen.runtime.network_ready || !seen.runtime.silence.empty())
    return std::nullopt;
  return Proof{"/etc/cni/net.d",
               "it holds no CNI configuration, so no pod gets a network",
               {"the runtime says: " + seen.runtime.reason},
               "install a pod network (`kubectl apply -f MANIFEST`), or `kcluster pod-network "
               "install` where the cluster uses kcluster's bridge"};
}

// containerd passes over a file that is moved to where it looks, and waits for one to be written.
MaybeProof prove_cni_unloaded(const Examination& seen) {
  if (seen.role == Examination::Role::none || seen.runtime.network_ready ||
      seen.cni.configuration.empty() || !seen.cni.fault.empty() || !seen.runtime.silence.empty())
    return std::nullopt;
  return Proof{seen.cni.configuration,
               "it is there, but the runtime has not taken it up",
               {"the runtime says: " + seen.runtime.reason},
               fmt::format("`systemctl restart {}`", unit_of(seen.runtime.socket))};
}

MaybeProof prove_cni_unreadable(const Examination& seen) {
  if (seen.role == Examination::Role::none || seen.cni.fault.empty()) return std::nullopt;
  return Proof{seen.cni.configuration,
               "the runtime cannot use it",
               {seen.cni.fault},
               "correct it, or let the pod network write it again: remove it and restart the "
               "network's pod on this node (`kcluster pod-network install` for kcluster's bridge)"};
}

MaybeProof prove_cni_plugin(const Examination& seen) {
  if (seen.role == Examination::Role::none || seen.cni.missing_plugins.empty()) return std::nullopt;
  return Proof{
      seen.cni.configuration,
      "it names programs that are not in /opt/cni/bin: " + join(seen.cni.missing_plugins, ", "),
      {},
      "install the CNI plugins (package kubernetes-cni or containernetworking-plugins), or "
      "restart the network's pod on this node, which brings its own"};
}

}  // namespace kcluster
