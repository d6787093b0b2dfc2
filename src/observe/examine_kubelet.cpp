#include "base/attempt.h"
#include "base/yaml.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "observe/examine_parts.h"

namespace kcluster {
namespace {

constexpr int kUnauthorized = 401;

void read_configuration(const Files& files, Examination::Kubelet& kubelet) {
  const auto text = attempt([&] { return files.read(paths::kubelet_config); });
  kubelet.has_config = !text || text->has_value();
  if (!text) kubelet.config_fault = text.why;
  if (!text || !*text) return;
  const auto root = attempt([&] { return one_mapping(**text, paths::kubelet_config); });
  if (!root || !*root) {
    kubelet.config_fault = root ? "it is no mapping" : root.why;
    return;
  }
  const auto swap = (*root)->find("failSwapOn");
  kubelet.fail_swap_on = swap == (*root)->end() || !swap->is_boolean() || swap->get<bool>();
  const auto driver = (*root)->find("cgroupDriver");
  if (driver != (*root)->end() && driver->is_string())
    kubelet.cgroup_driver = driver->get<std::string>();
}

/// What the API server says to the token in bootstrap-kubelet.conf; "": it takes it, or is silent.
std::string ask_with_token(const ExamineEyes& eyes) {
  const auto answer = attempt([&] {
    auto peer = endpoint(read_kubeconfig(paths::bootstrap_kubelet_conf, eyes.files));
    peer.timeout = eyes.patience;
    return std::pair(peer.url, eyes.http(peer)->get("/apis/certificates.k8s.io/v1").status);
  });
  if (!answer || answer->second != kUnauthorized) return "";
  return answer->first + " answers 401 Unauthorized";
}

}  // namespace

Examination::Kubelet examine_kubelet(const ExamineEyes& eyes, Unseen& unseen) {
  Examination::Kubelet kubelet;
  const auto state = attempt([&] { return eyes.system.unit_file_state("kubelet"); });
  if (state)
    kubelet.unit_file = state->value_or("");
  else
    unseen.push_back("the kubelet's unit: " + state.why);
  read_configuration(eyes.files, kubelet);
  kubelet.has_kubeconfig = eyes.files.look(paths::kubelet_conf).has_value();
  kubelet.has_bootstrap = eyes.files.look(paths::bootstrap_kubelet_conf).has_value();
  if (!kubelet.has_kubeconfig && kubelet.has_bootstrap)
    kubelet.bootstrap_refused = ask_with_token(eyes);
  return kubelet;
}

}  // namespace kcluster
