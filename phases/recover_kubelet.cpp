#include "phases/recover_kubelet.h"

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/yaml.h"
#include "kube/kubeconfig.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "manifest/kubelet_files.h"
#include "phases/authority.h"
#include "phases/kubelet_certificate.h"

namespace kcluster {
namespace {

constexpr const char* kCurrent = "kubelet-client-current.pem";
constexpr const char* kAuthority = "ca";
constexpr std::string_view kUser = "system:node:";

/// The name of the certificate on disk, expired or not; else that of the user.
std::string node_of(const Path& pem, const std::string& user, const Files& files) {
  auto name = user;
  const auto text = files.read(pem);
  const auto leaf = attempt(
      [&] { return Certificate::parse(text.value_or(""), pem.string()).front().subject(); });
  if (leaf && leaf->common_name.starts_with(kUser)) name = leaf->common_name;
  if (name.starts_with(kUser)) return name.substr(kUser.size());
  throw Error(
      std::string(paths::kubelet_conf) + " does not say of which node it is",
      "make it again: kcluster init phase kubeconfig kubelet, or on a worker reset and join");
}

/// kubelet.conf without what may be broken: its user's credentials.
Json document(const Files& files) {
  const auto text = files.read(paths::kubelet_conf);
  if (!text)
    throw Error("this node is in no cluster: there is no " + std::string(paths::kubelet_conf),
                "kcluster join, or on a control plane kcluster init phase kubeconfig kubelet");
  auto root = one_mapping(*text, paths::kubelet_conf);
  return root ? *root : Json::object();
}

/// Where its user's certificate is a file, that one.
std::string file_in(const Json& root) {
  for (const auto& user : list_in(root, "/users"))
    if (auto file = string_in(user, "/user/client-certificate"); file.ends_with(kCurrent))
      return file;
  return "";
}

void forget_credentials(Json& root) {
  if (!root.contains("users") || !root["users"].is_array()) return;
  for (auto& each : root["users"])
    if (each.is_object()) each["user"] = Json::object();
}

std::optional<std::string> fault_of(const std::string& node, const Files& files, Time now) {
  const auto found = attempt([&]() -> std::optional<std::string> {
    const auto config = read_kubeconfig(paths::kubelet_conf, files);
    if (config.certificate.empty() || !config.key) return "it embeds and names no certificate";
    return certificate_fault(Certificate::parse(config.certificate, paths::kubelet_conf),
                             Key::parse(config.key->reveal(), paths::kubelet_conf), node, now);
  });
  return found ? *found : std::optional(found.why);
}

std::string authority_file(const Files& files) {
  const auto text = files.read(paths::kubelet_config);
  const auto config = text ? one_mapping(*text, paths::kubelet_config) : std::nullopt;
  auto file = config ? string_in(*config, "/authentication/x509/clientCAFile") : "";
  return file.empty() ? std::string(paths::pki) + "/ca.crt" : file;
}

Certificate current_leaf(const Files& files) {
  const auto config = read_kubeconfig(paths::kubelet_conf, files);
  return Certificate::parse(config.certificate, paths::kubelet_conf).front();
}

/// The authority beside or in the place of those that kubelet.conf trusts, as for other
/// kubeconfigs.
std::string trusting(const std::string& text, const Authority& authority,
                     const KubeletIdentity& kubelet) {
  const auto& ours = authority.certificates.front();
  if (!kubelet.authorities.empty())
    for (const auto& one : Certificate::parse(kubelet.authorities, paths::kubelet_conf))
      if (one == ours) return text;
  return with_authorities(text, paths::kubelet_conf, ours.pem());
}

Certificate made(const RenewalPlan& plan, const KubeletIdentity& kubelet,
                 const Authority& authority, const Key& key, Time now) {
  const auto today = std::chrono::floor<Seconds>(now);
  const CertificateSpec spec{{std::string(kUser) + kubelet.node, {names::nodes}},
                             {},
                             {Usage::client_auth},
                             today - certificate_backdate,
                             today + std::chrono::floor<Seconds>(plan.validity)};
  return Certificate::leaf(spec, key, authority.certificates.front(), *authority.key);
}

bool is_fresh(const RenewalPlan& plan, const KubeletIdentity& kubelet, const Files& files) {
  return plan.begun && !kubelet.fault &&
         current_leaf(files).not_before() + certificate_backdate >= *plan.begun;
}

}  // namespace

KubeletIdentity kubelet_identity(const Files& files, Time now) {
  auto root = document(files);
  const auto file = file_in(root);
  KubeletIdentity kubelet;
  kubelet.pki_folder = file.empty() ? paths::kubelet_pki : Path(file).parent_path().string();
  forget_credentials(root);
  const auto config = parse_kubeconfig(root, paths::kubelet_conf, files);
  kubelet.node = node_of(Path(kubelet.pki_folder) / kCurrent, config.user, files);
  kubelet.cluster = config.cluster;
  kubelet.server = config.server;
  kubelet.authorities = config.authorities;
  kubelet.ca_file = authority_file(files);
  kubelet.fault = fault_of(kubelet.node, files, now);
  return kubelet;
}

std::vector<std::string> kubelet_files_before(const KubeletIdentity& kubelet) {
  return {paths::kubelet_conf, kubelet.pki_folder + "/" + kCurrent};
}

Renewal renew_kubelet(const RenewalPlan& plan, const KubeletIdentity& kubelet, Files& files,
                      Time now) {
  const std::string name = Path(paths::kubelet_conf).filename();
  if (is_fresh(plan, kubelet, files))
    return {name, Renewal::Outcome::fresh, current_leaf(files).not_after()};
  const auto& row = plan.authority(kAuthority);
  const auto authority = read_authority(files, row.certificate, row.key, now);
  if (!authority || !authority->key) return {name, Renewal::Outcome::external, {}};
  const Key key = Key::make(Algorithm::ecdsa_p256);
  const auto leaf = made(plan, kubelet, *authority, key, now);
  put_kubelet_pair(kubelet.pki_folder, {leaf}, key, files, now);
  const auto text = trusting(*files.read(paths::kubelet_conf), *authority, kubelet);
  const Secret anew(with_rotated_certificate(text, kubelet.pki_folder + "/" + kCurrent));
  files.write(paths::kubelet_conf, anew.reveal(), {0600, Secrecy::secret});
  return {name, Renewal::Outcome::renewed, leaf.not_after()};
}

// The kubelet wants both files or none, so the certificate, by which this is known, goes last.
bool put_away_serving_pair(const KubeletIdentity& kubelet, const Recovery& recovery, Files& files,
                           Time now) {
  const std::vector<std::string> pair{kubelet.pki_folder + "/kubelet.key",
                                      kubelet.pki_folder + "/kubelet.crt"};
  const auto chain = read_certificates(files, pair.back());
  if (!chain || !period_fault(chain->front(), now)) return false;
  keep_before(recovery, pair, files);  // not moved: both folders may be mounts of their own
  for (const auto& path : pair) files.remove(path);
  return true;
}

}  // namespace kcluster
