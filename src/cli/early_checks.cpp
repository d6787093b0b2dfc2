#include "base/error.h"
#include "cli/init.h"
#include "cli/render.h"
#include "manifest/patches.h"
#include "phases/certs.h"
#include "phases/init.h"
#include "phases/pod_network.h"

namespace kcluster {
namespace {

/// As kubeadm: whoever joins as a control plane would miss the authority's key.
void check_shared(const InitPlan& plan, const Files& files) {
  if (!plan.certificates_uploaded) return;
  for (const auto* authority : {"ca", "front-proxy-ca"})
    if (external_authority(plan.certificates, authority, files))
      throw Error("--upload-certs cannot share an external authority: there is no " +
                      plan.certificates.row(authority).key,
                  "leave --upload-certs out and bring the certificates to further control planes "
                  "yourself",
                  Exit::usage);
}

}  // namespace

void check_phase_names(const std::string& phase, const std::vector<std::string>& skipped) {
  check_names({phase, skipped}, row_names<InitPlan>(init_table()));
}

void check_early(const InitPlan& plan, const Surroundings& around, const Ports& ports) {
  tell_warnings(ports.tell, parse_patches(around.patches).ignored);
  check_shared(plan, ports.files);
  check_pod_network(plan.pod_network, ports.files);
}

}  // namespace kcluster
