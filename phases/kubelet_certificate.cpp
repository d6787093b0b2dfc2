#include "phases/kubelet_certificate.h"

#include <ctime>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "kubernetes/names.h"
#include "pki/digest.h"
#include "pki/request.h"

namespace kcluster {
namespace {

constexpr std::size_t kLargestAnswer = 64u << 10;  // a chain of some certificates

CertificateSubject subject_of(const std::string& node) {
  return {"system:node:" + node, {names::nodes}};
}

/// Named after the key, so that asking twice is asking once.
Json request_object(const std::string& node, const Key& key) {
  const auto name = "node-csr-" + hex(sha256(key.public_pem())).substr(0, 40);
  return {{"apiVersion", "certificates.k8s.io/v1"},
          {"kind", "CertificateSigningRequest"},
          {"metadata", {{"name", name}}},
          {"spec",
           {{"request", base64(request_pem(subject_of(node), {}, key))},
            {"signerName", "kubernetes.io/kube-apiserver-client-kubelet"},
            {"usages", {"digital signature", "client auth"}}}}};
}

void refuse_denied(const Json& request, const std::string& name) {
  for (const auto& condition : list_in(request, "/status/conditions")) {
    const auto type = string_in(condition, "/type");
    if (type == "Denied" || type == "Failed")
      throw Error("the cluster does not sign the kubelet's certificate (" + type +
                      "): " + string_in(condition, "/message"),
                  "see `kubectl describe csr " + name + "` on a control plane");
  }
}

std::optional<std::string> answer_in(const Json& request) {
  const auto text = string_in(request, "/status/certificate");
  if (text.empty()) return std::nullopt;
  const auto pem = text.size() <= kLargestAnswer ? unbase64(text) : std::nullopt;
  if (!pem)
    throw Error(
        "the cluster's answer to the certificate request is not base64 of a "
        "certificate",
        "look at it: kubectl get csr -o yaml");
  return pem;
}

/// The kubelet's own way to name them.
std::string pem_name(Time now) {
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[48];
  const auto size =
      std::strftime(text, sizeof text, "kubelet-client-%Y-%m-%d-%H-%M-%S.pem", &parts);
  return {text, size};
}

}  // namespace

std::optional<std::string> certificate_fault(const std::vector<Certificate>& chain, const Key& key,
                                             const std::string& node, Time now) {
  const auto& leaf = chain.front();
  if (!(leaf.subject() == subject_of(node)))
    return "it is for " + leaf.subject().common_name + " instead of system:node:" + node;
  if (!leaf.matches(key)) return "it is for another key";
  if (!leaf.allows(Usage::client_auth)) return "it is not for clients";
  return period_fault(leaf, now);
}

std::vector<Certificate> signed_certificate(const KubeletBootstrapPlan& plan, const Key& key,
                                            Client& api, const Clock& clock) {
  const Json request = request_object(plan.node, key);
  const std::string name = request["metadata"]["name"];
  const auto path = api.path_of(request);
  api.create_or_keep(request);
  std::string pem;
  clock.await("the kubelet's certificate", std::chrono::duration_cast<Millis>(plan.limit),
              [&]() -> std::optional<std::string> {
                const auto live = api.get(path);
                if (!live) return "the request " + name + " is gone";
                refuse_denied(*live, name);
                if (const auto answer = answer_in(*live)) return pem = *answer, std::nullopt;
                throw Silence("nobody has approved and signed it yet",
                              "on a control plane: kubectl certificate approve " + name);
              });
  auto chain = Certificate::parse(pem, "the signed certificate");
  if (const auto fault = certificate_fault(chain, key, plan.node, clock.now()))
    throw Error("the certificate that the cluster signed for the kubelet does not do: " + *fault,
                "see the signer's flags of kube-controller-manager, and both clocks");
  return chain;
}

void put_kubelet_pair(const Path& folder, const std::vector<Certificate>& chain, const Key& key,
                      Files& files, Time now) {
  std::string pem;
  for (const auto& certificate : chain) pem += certificate.pem();
  pem += key.pem().reveal();
  const Path file = folder / pem_name(now);
  files.write(file, pem, {0600, Secrecy::secret});
  files.link(file, folder / "kubelet-client-current.pem");
}

}  // namespace kcluster
