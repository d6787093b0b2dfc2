#include <algorithm>

#include "base/attempt.h"
#include "base/text.h"
#include "etcd/health.h"
#include "kube/kubeconfig.h"
#include "kube/pod_command.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "phases/authority.h"
#include "phases/certificate_users.h"
#include "phases/wait_doctor.h"
#include "status/health_probes.h"

namespace kcluster {
namespace {

using Reason = std::optional<std::string>;

constexpr Millis kLimit{240000};  // as kubeadm waits for a component
constexpr Millis kAnswer{3000};
constexpr unsigned kGraceAlone = 5;  // seconds
constexpr Seconds kElection{15};     // members that can be reached elect in one or two
constexpr const char* kEtcd = "etcd";
constexpr const char* kApiServer = "kube-apiserver";
constexpr const char* kKubelet = "kubelet.service";

std::int64_t nanoseconds(Time time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

/// When the last of the files came, as containers' times are told.
std::int64_t changed(const CertificateUser& user, const Files& files) {
  std::int64_t last = 0;
  for (const auto& file : user.files)
    if (const auto seen = files.look(files.resolved(file)))
      last = std::max(last, nanoseconds(seen->modified));
  return last;
}

std::vector<Container> running(const CertificateUser& user, const Cri& cri) {
  auto all = cri.containers();
  std::erase_if(all, [&](const Container& one) {
    return one.name != user.component || one.pod_namespace != names::kube_system ||
           one.state != Container::State::running;
  });
  return all;
}

// one that is silent counts for no quorum, whether it is stopped or not
void require_quorum(const RestartHands& hands) {
  const auto etcd = hands.etcd();
  const auto own = attempt([&] { return etcd->status(etcd->endpoints().front()).member_id; });
  if (!own) return;
  const auto quorum = look_at_health(*etcd).quorum();
  if (quorum.voters() == 1) return;
  if (const auto against = quorum.against_stopping(*own))
    throw Error("this node's etcd cannot restart now: " + *against,
                "bring the other members back, then run the same command again");
}

/// An API server that is alone drains in vain: nobody else would answer what it refuses meanwhile.
unsigned grace_of(const CertificateUser& user, const RestartHands& hands) {
  if (user.component != kApiServer) return user.grace_seconds;
  const auto members =
      attempt([&] { return hands.etcd()->members(Etcd::Reading::serializable).size(); });
  return members && *members > 1 ? user.grace_seconds : kGraceAlone;
}

/// Who serves with that pair is trusted, and nobody else.
Endpoint pinned(const std::string& url, const std::string& certificate, const Files& files) {
  Endpoint endpoint;
  endpoint.url = url;
  endpoint.timeout = kAnswer;
  if (const auto chain = read_certificates(files, certificate))
    endpoint.authorities = chain->front().pem();
  return endpoint;
}

Reason api_server(const WaitEyes& eyes) {
  const auto command = component_command(kApiServer, eyes.files);
  Endpoint asking;
  if (eyes.files.look(paths::admin_conf))
    asking = endpoint(read_kubeconfig(paths::admin_conf, eyes.files));
  const auto file = flag_value(command, "tls-cert-file").value_or("");
  asking.authorities = pinned("", file, eyes.files).authorities;
  const auto probe = component_probe(kApiServer, {}, asking, eyes.files);
  const auto answer = eyes.dial(probe.endpoint)->get(probe.path);
  return answer.ok() ? std::nullopt
                     : Reason(probe.endpoint.url + probe.path + " answers " +
                              std::to_string(answer.status));
}

Reason controller(const std::string& component, const WaitEyes& eyes) {
  const auto probe = component_probe(component, {}, {}, eyes.files);
  const auto answer = eyes.dial(probe.endpoint)->get(probe.path);
  return answer.ok() ? std::nullopt
                     : Reason(component + " answers " + std::to_string(answer.status));
}

/// An address where etcd serves with a pair of its own.
struct EtcdDoor {
  const char *certificate, *key, *urls;  ///< flags
};
constexpr EtcdDoor kDoors[] = {
    {"cert-file", "key-file", "listen-client-urls"},
    {"peer-cert-file", "peer-key-file", "listen-peer-urls"},
};

/// etcd wants to know who asks; its own pair says so, if it may.
void greet(const EtcdDoor& door, const std::vector<std::string>& command, const WaitEyes& eyes) {
  const auto certificate = flag_value(command, door.certificate);
  const auto key = flag_value(command, door.key);
  const auto url = split(flag_value(command, door.urls).value_or(""), ',').front();
  if (!certificate || !key || !url.starts_with("https://")) return;
  auto endpoint = pinned(url, *certificate, eyes.files);
  if (!Certificate::parse(endpoint.authorities, *certificate).front().allows(Usage::client_auth))
    return;
  endpoint.client_certificate = endpoint.authorities;
  endpoint.client_key = std::make_shared<const Secret>(eyes.files.read(*key).value_or(""));
  eyes.dial(endpoint)->get("/version");
}

Reason etcd(const RestartHands& hands) {
  const auto command = component_command(kEtcd, hands.eyes.files);
  for (const auto& door : kDoors) greet(door, command, hands.eyes);
  const auto here = hands.etcd();
  const auto status = here->status(here->endpoints().front());
  return status.leader != 0 ? std::nullopt : Reason("etcd has no leader yet");
}

/// nullopt: it is well, and what it serves with is what lies on disk.
Reason ask(const CertificateUser& user, const RestartHands& hands) {
  if (user.component == kEtcd) return etcd(hands);
  return user.component == kApiServer ? api_server(hands.eyes)
                                      : controller(user.component, hands.eyes);
}

Reason look(const CertificateUser& user, std::int64_t since, const RestartHands& hands) {
  const auto now = running(user, hands.cri);
  if (std::none_of(now.begin(), now.end(), [&](auto& one) { return one.created >= since; }))
    return "the kubelet has not started it again";
  const auto answer = attempt([&] { return ask(user, hands); });
  return answer ? *answer : Reason(answer.why);
}

/// Until `missing` finds nothing missing; why not, explained by what the runtime says.
void await_user(const CertificateUser& user, const RestartHands& hands, const Missing& missing) {
  Doctor doctor(hands.eyes);
  const auto outcome = attempt([&] {
    hands.eyes.clock.await(user.component + " with its new certificate", kLimit, [&] {
      doctor.look();
      return missing();
    });
    return true;
  });
  if (!outcome) throw doctor.explain(outcome.why, {user.component});
}

/// It runs and answers, and no other member of its cluster does.
bool lonely(const RestartHands& hands) {
  const auto alone = attempt([&] {
    const auto etcd = hands.etcd();
    return etcd->status(etcd->endpoints().front()).leader == 0 &&
           etcd->members(Etcd::Reading::serializable).size() > 1;
  });
  return alone && *alone;
}

/// Ends those that are older than their certificates; whether there were any.
bool stop_older(const CertificateUser& user, std::int64_t since, const RestartHands& hands) {
  auto old = running(user, hands.cri);
  std::erase_if(old, [&](const Container& one) { return one.created >= since; });
  if (!old.empty() && user.component == kEtcd) require_quorum(hands);
  const auto grace = old.empty() ? 0 : grace_of(user, hands);
  for (const auto& one : old) {
    hands.cri.stop(one.id, grace);
    tell(hands.tell, {Event::Kind::did, user.component, "stopped, to be started anew"});
  }
  return !old.empty();
}

}  // namespace

bool stop_user(const CertificateUser& user, const RestartHands& hands) {
  return stop_older(user, changed(user, hands.eyes.files), hands);
}

bool restart_user(const CertificateUser& user, const RestartHands& hands) {
  const auto since = changed(user, hands.eyes.files);
  const bool stopped = stop_older(user, since, hands);
  await_user(user, hands, [&] { return look(user, since, hands); });
  return stopped;
}

Leader restart_member(const CertificateUser& user, const RestartHands& hands) {
  const auto since = changed(user, hands.eyes.files);
  stop_older(user, since, hands);
  std::optional<Time> alone;
  auto leader = Leader::known;
  await_user(user, hands, [&]() -> Reason {
    auto reason = look(user, since, hands);
    if (!reason || !lonely(hands)) return alone.reset(), reason;
    const auto now = hands.eyes.clock.now();
    if (!alone) alone = now;
    if (now - *alone < kElection) return reason;
    leader = Leader::wanting;
    return std::nullopt;
  });
  return leader;
}

void restart_kubelet(const WaitEyes& eyes, System& system) {
  system.unit(kKubelet, UnitAction::restart);
  wait_kubelet({}, eyes);
}

}  // namespace kcluster
