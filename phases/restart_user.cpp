#include <algorithm>

#include "base/attempt.h"
#include "base/json.h"
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

/// What becomes of stopping a member that etcd cannot do without.
enum class Gap { told, refused_beyond_pairs };

// one that is silent counts for no quorum, whether it is stopped or not
void heed_quorum(Gap gap, const RestartHands& hands) {
  const auto etcd = hands.etcd();
  const auto own = attempt([&] { return etcd->status(etcd->endpoints().front()).member_id; });
  if (!own) return;
  const auto quorum = look_at_health(*etcd).quorum();
  const auto against = quorum.against_stopping(*own);
  if (quorum.voters() == 1 || !against) return;
  if (gap == Gap::refused_beyond_pairs && !quorum.is_pair())
    throw Error("this node's etcd cannot restart now: " + *against,
                "bring the other members back, then run the same command again");
  tell(hands.tell,
       {Event::Kind::warning, kEtcd, *against + ": the cluster stands still meanwhile"});
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
constexpr EtcdDoor kClients{"cert-file", "key-file", "listen-client-urls"};
constexpr EtcdDoor kPeers{"peer-cert-file", "peer-key-file", "listen-peer-urls"};

/// What a door says to etcd's own pair: etcd wants to know who asks. nullopt: that pair may not
/// ask, or none is needed.
std::optional<Response> ask_door(const EtcdDoor& door, const std::string& path,
                                 const WaitEyes& eyes) {
  const auto command = component_command(kEtcd, eyes.files);
  const auto certificate = flag_value(command, door.certificate);
  const auto key = flag_value(command, door.key);
  const auto url = split(flag_value(command, door.urls).value_or(""), ',').front();
  if (!certificate || !key || !url.starts_with("https://")) return std::nullopt;
  auto endpoint = pinned(url, *certificate, eyes.files);
  if (!Certificate::parse(endpoint.authorities, *certificate).front().allows(Usage::client_auth))
    return std::nullopt;
  endpoint.client_certificate = endpoint.authorities;
  endpoint.client_key = std::make_shared<const Secret>(eyes.files.read(*key).value_or(""));
  return eyes.dial(endpoint)->get(path);
}

Reason etcd(const RestartHands& hands) {
  for (const auto& door : {kClients, kPeers}) ask_door(door, "/version", hands.eyes);
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
  await_explained(user.component + " with its new certificate", kLimit, missing, user.component,
                  hands.eyes);
}

/// It runs, and no other member of its cluster does. etcd answers no client before it has found a
/// leader once, its peers from the start (etcdserver/api/etcdhttp, /members).
bool lonely(const RestartHands& hands) {
  const auto alone = attempt([&] {
    const auto answer = ask_door(kPeers, "/members", hands.eyes);
    const auto members = answer ? Json::parse(answer->body, nullptr, false) : Json();
    if (!members.is_array() || members.size() < 2) return false;
    const auto etcd = hands.etcd();
    const auto leader = attempt([&] { return etcd->status(etcd->endpoints().front()).leader; });
    return !leader || *leader == 0;
  });
  return alone && *alone;
}

/// Ends those that are older than their certificates; whether there were any.
bool stop_older(const CertificateUser& user, std::int64_t since, const RestartHands& hands,
                Gap gap = Gap::refused_beyond_pairs) {
  auto old = running(user, hands.cri);
  std::erase_if(old, [&](const Container& one) { return one.created >= since; });
  if (!old.empty() && user.component == kEtcd) heed_quorum(gap, hands);
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
  bool stopped = stop_older(user, since, hands);
  await_user(user, hands, [&] {
    stopped |= stop_older(user, since, hands);  // one that was just being started before
    return look(user, since, hands);
  });
  return stopped;
}

Leader restart_member(const CertificateUser& user, const RestartHands& hands) {
  const auto since = changed(user, hands.eyes.files);
  // others whose certificates have ended do not answer, though old connections still hold them
  stop_older(user, since, hands, Gap::told);
  std::optional<Time> alone;
  auto leader = Leader::known;
  await_user(user, hands, [&]() -> Reason {
    stop_older(user, since, hands, Gap::told);  // one that was just being started before
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
