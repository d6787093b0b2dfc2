#include "base/attempt.h"
#include "base/error.h"
#include "base/net.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "phases/authority.h"
#include "phases/endpoint.h"

namespace kcluster {
namespace {

constexpr const char* kKubelet = "kubelet";

Sans with_name(Sans sans, const std::string& host) {
  (parse_ip(host) ? sans.ips : sans.dns).push_back(host);
  return tidy(sans);
}

bool serves(const Certificate& leaf, const std::string& host) {
  return missing_sans(leaf.sans(), with_name({}, host)).empty();
}

Certificate certificate_at(const std::string& path, const Files& files) {
  if (const auto found = read_certificates(files, path)) return found->front();
  throw Error(path + " does not exist, the API server's certificate",
              "make it: kcluster init phase certs apiserver");
}

/// Signed by the same authority, for as long as the one before.
Certificate signed_anew(const EndpointPlan& plan, const Certificate& old, const Files& files,
                        Time now) {
  const auto authority = read_authority(files, plan.node.authority, plan.authority_key, now);
  const auto key = read_key(files, plan.node.key);
  if (!authority || !authority->key)
    throw Error("without " + plan.authority_key + " no certificate can be signed here",
                "have the authority sign " + plan.node.certificate + " with the name " + plan.host +
                    ", then run the same command again");
  if (!key) throw Error(plan.node.key + " is missing", "put it back");
  CertificateSpec spec{old.subject(), with_name(old.sans(), plan.host), old.usages(),
                       old.not_before(), old.not_after()};
  return Certificate::leaf(spec, *key, authority->certificates.front(), *authority->key);
}

Endpoint verified(const EndpointPlan& plan, const std::string& url, const Files& files) {
  Endpoint endpoint;
  endpoint.url = url;
  const auto trusted = plan.node.control_plane ? paths::admin_conf : paths::kubelet_conf;
  endpoint.authorities = read_kubeconfig(trusted, files).authorities;
  return endpoint;
}

/// Whether it named another server.
bool point_at(const EndpointPlan& plan, const char* path, Files& files) {
  const auto text = files.read(path);
  if (!text) return false;
  const Secret edited(with_server(*text, path, plan.url));
  return files.write(path, edited.reveal(), {0600, Secrecy::secret});
}

/// A run that was cut off after the file may have left the kubelet without its restart.
bool runs_with_an_older_one(const Files& files, const System& system) {
  const auto file = files.look(paths::kubelet_conf);
  const auto since = system.running_since(kKubelet);
  return file && since && *since < file->modified;
}

}  // namespace

void name_in_certificate(const EndpointPlan& plan, Files& files, Time now) {
  const auto old = certificate_at(plan.node.certificate, files);
  if (serves(old, plan.host)) return;
  files.write(plan.node.certificate, signed_anew(plan, old, files, now).pem(),
              {0644, Secrecy::open});
}

void await_name(const EndpointPlan& plan, const Files& files, const Dial& dial,
                const Clock& clock) {
  auto endpoint = verified(plan, plan.node.local_url, files);
  endpoint.server_name = plan.host;
  const auto what = "the API server to serve the name " + plan.host;
  clock.await(what, std::chrono::duration_cast<Millis>(plan.limit),
              [&]() -> std::optional<std::string> {
                const auto served = attempt([&] { return dial(endpoint)->get("/livez"); });
                return served ? std::nullopt : std::optional(served.why);
              });
}

void reach_endpoint(const EndpointPlan& plan, const Files& files, const Dial& dial) {
  const auto answer =
      attempt([&] { return dial(verified(plan, plan.url, files))->get("/readyz"); });
  if (answer && answer->ok()) return;
  const auto why =
      answer ? plan.url + "/readyz answers " + std::to_string(answer->status) : answer.why;
  throw Error(
      "no API server of this cluster is reached at " + plan.endpoint + ": " + why,
      "let the name or the balancer lead to this cluster's API servers, then run the same command "
      "again (--skip-phases reach goes on without)");
}

void name_in_kubeconfigs(const EndpointPlan& plan, Files& files, System& system) {
  if (plan.node.control_plane) {
    point_at(plan, paths::admin_conf, files);
    point_at(plan, paths::super_admin_conf, files);
  } else if (point_at(plan, paths::kubelet_conf, files) || runs_with_an_older_one(files, system)) {
    system.unit(kKubelet, UnitAction::restart);
  }
}

}  // namespace kcluster
