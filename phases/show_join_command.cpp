#include "phases/show_join_command.h"

#include "base/error.h"
#include "kube/join_command.h"
#include "pki/certificate.h"

namespace kcluster {
namespace {

std::string kubeconfig_words() {
  return "Your Kubernetes control plane is up.\n\n"
         "1. To use the cluster:\n\n"
         "     mkdir -p $HOME/.kube\n"
         "     sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config\n"
         "     sudo chown $(id -u):$(id -g) $HOME/.kube/config\n\n";
}

const char* network_words(PodNetworkPlan::Kind network) {
  if (network == PodNetworkPlan::Kind::bridge)
    return "2. The pod network is set up (a bridge on each node); see the nodes become Ready:\n\n"
           "     kubectl get nodes --watch\n\n";
  if (network == PodNetworkPlan::Kind::manifest)
    return "2. The pod network's manifest is applied; see its pods and the nodes become Ready:\n\n"
           "     kubectl get pods --all-namespaces --watch\n\n";
  return "2. The cluster has no pod network yet; apply the manifest of one:\n\n"
         "     kubectl apply -f NETWORK.yaml\n\n";
}

std::string pin_of(const std::string& path, const Files& files) {
  const auto pem = files.read(path);
  if (!pem) throw Error("there is no " + path, "kcluster init phase certs ca");
  return Certificate::parse(*pem, path).front().pin();
}

JoinWords words_for(const JoinFacts& facts, const std::string& pin, JoinWords::Role role) {
  JoinWords words{facts.server, facts.token, {pin}, role, nullptr};
  if (role == JoinWords::Role::control_plane) words.certificate_key = facts.certificate_key;
  return words;
}

std::string join_words(const JoinFacts& facts, const std::string& pin, const std::string& worker) {
  auto words = "3. To add a worker, run on it as root:\n\n" + worker + "\n";
  if (!facts.endpoint_given)
    return words +
           "\n   This control plane stays alone until the cluster has a name or address of its own\n"
           "   (--control-plane-endpoint; later: kcluster reconfigure endpoint HOST:PORT).\n";
  words += facts.certificate_key
               ? "\n   To add a control plane:\n\n"
               : "\n   To add a control plane, share the certificates with it (init phase\n"
                 "   upload-certs --upload-certs prints the key for --certificate-key), then:\n\n";
  return words + join_command(words_for(facts, pin, JoinWords::Role::control_plane)) + "\n";
}

}  // namespace

JoinFacts join_facts(const InitPlan& plan) {
  JoinFacts facts{plan.server, plan.certificates.folder + "/ca.crt"};
  facts.endpoint_given = plan.endpoint_given;
  facts.network = plan.pod_network.kind;
  if (plan.show_token && !plan.tokens.tokens.empty()) {
    const auto& token = plan.tokens.tokens.front();
    facts.token = std::make_shared<const Secret>(token.id + "." + token.secret->reveal());
  }
  if (plan.certificates_uploaded && plan.show_certificate_key)
    facts.certificate_key = plan.certificate_key;
  return facts;
}

void show_join_command(const JoinFacts& facts, const Files& files, Report& report) {
  const auto pin = pin_of(facts.ca_certificate, files);
  const auto worker = join_command(words_for(facts, pin, JoinWords::Role::worker));
  const auto words =
      kubeconfig_words() + network_words(facts.network) + join_words(facts, pin, worker);
  report.results.push_back({"joinCommand", worker, words});
}

void show_certificate_key(const Secret& key, Report& report) {
  report.results.push_back(
      {"certificateKey", key.reveal(),
       "The certificates are in the Secret kubeadm-certs for two hours; their key:\n\n     " +
           key.reveal() + "\n\n"});
}

}  // namespace kcluster
