#include "phases/kubelet_bootstrap.h"

#include <algorithm>

#include "base/attempt.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "manifest/kubelet_files.h"
#include "phases/kubelet_certificate.h"
#include "pki/certificate.h"
#include "preflight/words.h"

namespace kcluster {
namespace {

std::vector<std::string> pins(const std::string& pem, const std::string& where) {
  std::vector<std::string> out;
  for (const auto& certificate : Certificate::parse(pem, where)) out.push_back(certificate.pin());
  std::sort(out.begin(), out.end());
  return out;
}

bool share_an_authority(const std::string& left, const std::string& right,
                        const std::string& where) {
  const auto a = pins(left, where), b = pins(right, where);
  std::vector<std::string> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return !both.empty();
}

/// One that is there stays, as further authorities may have been added to it by hand.
void lay_authority(const KubeletBootstrapPlan& plan, Files& files) {
  const auto there = files.read(plan.ca_file);
  if (!there) {
    files.write(plan.ca_file, plan.authorities, {0644, Secrecy::open});
    return;
  }
  if (!share_an_authority(*there, plan.authorities, plan.ca_file))
    throw Error(plan.ca_file + " is the authority of another cluster", kReset);
}

/// Whether kubelet.conf speaks for this node already. One of another cluster or node is an Error;
/// one whose certificate is missing, expired or another key's is made anew.
bool has_credentials(const KubeletBootstrapPlan& plan, const Files& files, Time now) {
  if (!files.look(paths::kubelet_conf)) return false;
  const auto found = attempt([&] { return read_kubeconfig(paths::kubelet_conf, files); });
  if (!found || found->certificate.empty() || !found->key) return false;
  if (!share_an_authority(found->authorities, plan.authorities, paths::kubelet_conf))
    throw Error(std::string(paths::kubelet_conf) + " belongs to another cluster", kReset);
  const auto fault = attempt([&] {
    return certificate_fault(Certificate::parse(found->certificate, paths::kubelet_conf),
                             Key::parse(found->key->reveal(), paths::kubelet_conf), plan.node, now);
  });
  return fault && !*fault && found->server == plan.server;
}

void write_kubeconfig(const KubeletBootstrapPlan& plan, Files& files) {
  Kubeconfig config;
  config.cluster = plan.cluster_name;
  config.user = "system:node:" + plan.node;
  config.server = plan.server;
  config.authorities = plan.authorities;
  const auto pem = plan.pki_folder + "/kubelet-client-current.pem";
  files.write(paths::kubelet_conf, with_rotated_certificate(kubeconfig_text(config), pem),
              {0600, Secrecy::open});
}

}  // namespace

void kubelet_bootstrap(const KubeletBootstrapPlan& plan, Files& files, Client& api,
                       const Clock& clock) {
  lay_authority(plan, files);
  if (has_credentials(plan, files, clock.now())) return;
  const Key key = Key::make(Algorithm::ecdsa_p256);
  const auto chain = signed_certificate(plan, key, api, clock);
  put_kubelet_pair(plan.pki_folder, chain, key, files, clock.now());
  write_kubeconfig(plan, files);
}

void wait_node(const NodeWaitPlan& plan, const Client& api, const Clock& clock) {
  clock.await("the kubelet to register node " + plan.node,
              std::chrono::duration_cast<Millis>(plan.limit), [&]() -> std::optional<std::string> {
                if (api.get("/api/v1/nodes/" + plan.node)) return std::nullopt;
                throw Silence("the cluster has no such node yet", "see journalctl -u kubelet");
              });
}

}  // namespace kcluster
