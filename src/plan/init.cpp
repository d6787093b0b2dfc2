#include "plan/init.h"

#include "base/error.h"
#include "plan/controller_accounts.h"
#include "plan/encryption.h"
#include "plan/endpoint.h"
#include "plan/images.h"

namespace kcluster {
namespace {

void plan_node(InitPlan& plan, const Config& settled, const Surroundings& around) {
  plan.certificates = plan_certificates(settled);
  plan.kubeconfigs = plan_kubeconfigs(settled);
  plan.etcd = plan_etcd(settled, around);
  plan.control_plane = plan_control_plane(settled, around);
  plan.kubelet = plan_kubelet(settled, around);
  plan.wait = plan_wait_control_plane(settled);
}

void plan_cluster(InitPlan& plan, const Config& settled, const Surroundings& around) {
  plan.api = plan_api(settled);
  plan.controller_accounts = plan_controller_accounts(settled);
  plan.upload_config = plan_upload_config(settled);
  plan.upload_certs = plan_upload_certs(settled);
  plan.mark = plan_mark_control_plane(settled);
  plan.tokens = plan_bootstrap_token(settled);
  plan.coredns = plan_coredns(settled, around);
  plan.proxy = plan_proxy(settled, around);
  plan.server = control_plane_url(settled);
  plan.endpoint_given = !settled.cluster.control_plane_endpoint.empty();
}

// Further control planes would lack the key that is elsewhere.
void refuse_sharing(const Config& settled, const Surroundings& around) {
  if (!around.external_ca && !around.external_front_proxy) return;
  throw Error(
      std::string("certificates cannot be uploaded: there is no ") +
          settled.cluster.certificates_dir +
          (around.external_ca ? "/ca.key" : "/front-proxy-ca.key") + " (an external authority)",
      "leave out --upload-certs and bring each control plane's certificates yourself", Exit::usage);
}

// The controller manager signs what kubelets serve with.
[[noreturn]] void refuse_hardening(const Config& settled) {
  throw Error("nobody could sign the kubelets' serving certificates: there is no " +
                  settled.cluster.certificates_dir + "/ca.key (an external authority)",
              "set serverTLSBootstrap: false in KubeletConfiguration, or bring the key",
              Exit::usage);
}

}  // namespace

InitPlan plan_init(const Config& settled, const Seen& seen, const Surroundings& around,
                   const InitChoices& choices) {
  if (choices.upload_certs) refuse_sharing(settled, around);
  InitPlan plan;
  plan.preflight = plan_preflight(settled, seen, choices.beginning);
  plan.pull = plan_pull(settled, images(settled));
  plan.hardening = plan_hardening(settled, seen.program);
  if (plan.hardening.serving.wanted && around.external_ca) refuse_hardening(settled);
  plan_node(plan, settled, around);
  plan_cluster(plan, settled, around);
  plan.pod_network = plan_pod_network(settled, choices.pod_network, seen.program);
  plan.certificates_uploaded = choices.upload_certs;
  if (secrets_are_encrypted(settled.cluster))
    plan.encryption =
        choices.encryption.empty() ? encryption_kinds().front() : choices.encryption;
  plan.cri_socket = settled.init.node.cri_socket;
  plan.certificate_key = settled.init.certificate_key;
  plan.show_token = choices.show_token;
  plan.show_certificate_key = choices.show_certificate_key;
  return plan;
}

}  // namespace kcluster
