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
         "     sudo chown $(id -u):$(id -g) $HOME/.kube/config\n\n"
         "2. If the cluster has no pod network yet, apply the manifest of one:\n\n"
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

}  // namespace

JoinFacts join_facts(const InitPlan& plan) {
  JoinFacts facts{plan.server, plan.certificates.folder + "/ca.crt", nullptr, nullptr};
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
  std::string words =
      kubeconfig_words() + "3. To add a worker, run on it as root:\n\n" + worker + "\n";
  if (facts.certificate_key)
    words += "\n   To add a control plane:\n\n" +
             join_command(words_for(facts, pin, JoinWords::Role::control_plane)) + "\n";
  report.results.push_back({"joinCommand", worker, words});
}

void show_certificate_key(const Secret& key, Report& report) {
  report.results.push_back(
      {"certificateKey", key.reveal(),
       "The certificates are in the Secret kubeadm-certs for two hours; their key:\n\n     " +
           key.reveal() + "\n\n"});
}

}  // namespace kcluster
