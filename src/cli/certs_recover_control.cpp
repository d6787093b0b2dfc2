#include <fmt/format.h>

#include <algorithm>

#include "base/attempt.h"
#include "cli/certs_recover.h"
#include "cli/etcd_restore.h"
#include "cli/reach.h"
#include "config/token_flags.h"
#include "kube/join_command.h"
#include "kube/kubeconfig.h"
#include "observe/node.h"
#include "phases/bootstrap_token.h"
#include "phases/certificate_users.h"
#include "phases/invite.h"
#include "phases/recover_kubelet.h"
#include "status/health_probes.h"
#include "workflow/steps.h"

namespace kcluster {
namespace {

constexpr const char* kApiServer = "kube-apiserver";
constexpr const char* kEtcd = "etcd";
constexpr const char* kTokenLife = "2h";

/// All but the kubelet's, which are made by a way of their own.
std::vector<std::string> names_of(const RenewalPlan& plan) {
  std::vector<std::string> names;
  for (const auto& row : plan.rows)
    if (row.keeper == RenewalRow::Keeper::control_plane) names.push_back(row.name);
  return names;
}

/// The API server of this very node, as the user of that kubeconfig: a balancer may lead elsewhere.
Client here(const char* kubeconfig, const Ports& ports) {
  auto peer = endpoint(read_kubeconfig(kubeconfig, ports.files));
  peer = component_probe(kApiServer, {}, peer, ports.files).endpoint;
  return Client(ports.http(peer), {&ports.clock, api_patience});
}

/// One recovery of this control plane.
class Way {
 public:
  Way(RenewalPlan plan, KubeletIdentity kubelet, Recovery recovery, Bring bring, Node& node)
      : plan_(std::move(plan)),
        kubelet_(std::move(kubelet)),
        recovery_(std::move(recovery)),
        names_(names_of(plan_)),
        bring_(bring),
        node_(node),
        ports_(node.ports()) {
    plan_.begun = recovery_.begun;
  }

  Leader go() {
    run({{"before", "keep what is replaced", [&] { keep(); }},
         {"certificates", "make all certificates anew", [&] { certificates(); }},
         {"kubelet-client", "make the kubelet's certificate anew", [&] { kubelet_client(); }}});
    const auto users = certificate_users(plan_, present(), ports_.files);
    if (bring_ == Bring::node) bring_back(users);
    tell(users);
    return leader_;
  }

 private:
  void run(const std::vector<Step>& steps) { run_steps(steps, ports_.tell, node_.stop()); }

  void keep() {
    auto all = kubelet_files_before(kubelet_);
    for (const auto& row : plan_.rows)
      for (const auto& path : {row.certificate, row.key})
        if (!path.empty()) all.push_back(path);
    keep_before(recovery_, all, ports_.files);
  }

  void certificates() {
    made_ = renew_certificates(plan_, names_, ports_.files, ports_.clock.now());
  }

  void kubelet_client() {
    made_.push_back(renew_kubelet(plan_, kubelet_, ports_.files, ports_.clock.now()));
    put_away_serving_pair(kubelet_, recovery_, ports_.files, ports_.clock.now());
  }

  std::vector<std::string> present() const {
    std::vector<std::string> names;
    for (const auto& one : made_)
      if (one.outcome == Renewal::Outcome::renewed || one.outcome == Renewal::Outcome::fresh)
        names.push_back(one.name);
    return names;
  }

  // The kubelet goes first: without it nothing that is stopped starts again, and its own start
  // forgets how long it meant to wait with a container that failed.
  void bring_back(const std::vector<CertificateUser>& users) {
    const auto since = ports_.clock.now();
    run({kubelet_step(ports_)});
    const auto cri = ports_.cri(kubelet_socket(ports_.files));
    const WaitEyes eyes{ports_.files, ports_.system, ports_.clock, *cri, ports_.http};
    const RestartHands hands{eyes, *cri, own_etcd(ports_), ports_.tell};
    for (const auto& user : users)
      run({{user.component, "restart it with its new certificate", [&] { restart(user, hands); }}});
    if (leader_ == Leader::known)
      run({{"node", "wait until the node is ready", [&] {
              await_ready(kubelet_.node, since, here(paths::kubelet_conf, ports_), ports_.clock);
            }}});
  }

  // without a leader of etcd no API server becomes well, and nobody leads
  void restart(const CertificateUser& user, const RestartHands& hands) {
    if (user.component == kEtcd)
      leader_ = restart_member(user, hands);
    else if (leader_ == Leader::known)
      restart_user(user, hands);
    else
      stop_user(user, hands);
  }

  void tell(const std::vector<CertificateUser>& users) {
    auto& report = ports_.report;
    std::vector<std::string> components{"kubelet"};
    for (const auto& user : users) components.push_back(user.component);
    report.results.push_back(certificates_result(made_, plan_));
    const bool done = bring_ == Bring::node;
    report.results.push_back(restarts_result(components, done ? Restarts::done : Restarts::due));
    tell_before(recovery_.before, report);
    report.results.back().words +=
        "copies of admin.conf, such as ~/.kube/config, hold its old certificate: copy it again\n";
    tell_node(kubelet_.node, done && leader_ == Leader::known, report);
  }

  RenewalPlan plan_;
  KubeletIdentity kubelet_;
  Recovery recovery_;
  std::vector<std::string> names_;
  Bring bring_;
  Node& node_;
  Ports& ports_;
  std::vector<Renewal> made_;
  Leader leader_ = Leader::known;
};

void tell_leaderless(Report& report) {
  report.results.push_back(
      {"quorum", false,
       "etcd has no leader yet: this node is done as far as it can be alone. Run\n\n"
       "     kcluster certs recover\n\n"
       "on the other control planes now; with the second one the cluster answers again. Run it\n"
       "here once more afterwards, to see all of it well\n"});
}

std::string line_for_workers(const Files& files, Client& api, const Clock& clock) {
  TokenFlags flags;
  flags.ttl = kTokenLife;
  InvitePlan plan{token_wish(flags), std::nullopt, nullptr};
  draw_if_missing(plan.token);
  return recover_command_line(invite(plan, files, api, clock).words);
}

std::string words_of(const std::vector<SilentNode>& nodes, const std::string& worker) {
  std::string planes, workers, words;
  for (const auto& node : nodes) (node.control_plane ? planes : workers) += " " + node.name;
  if (!planes.empty())
    words += fmt::format(
        "these control planes do not report:{}; on each of them run\n\n"
        "     kcluster certs recover\n\n",
        planes);
  if (!workers.empty())
    words += fmt::format(
        "these workers do not report:{}; on each whose certificate has ended run\n\n"
        "     {}\n\n"
        "Their pods run on; five minutes from now the cluster begins to evict them, "
        "unless the\nnode is back. The token holds for two hours\n",
        workers, worker);
  return words;
}

/// Who is still to be brought back, and how; nobody else than the administrator may ask.
void tell_silent_nodes(Ports& ports) {
  if (!ports.files.look(paths::admin_conf)) return;
  auto api = here(paths::admin_conf, ports);
  const auto nodes = silent_nodes(api, ports.clock);
  const bool workers = std::any_of(nodes.begin(), nodes.end(),
                                   [](const SilentNode& one) { return !one.control_plane; });
  const auto line = workers ? line_for_workers(ports.files, api, ports.clock) : std::string();
  Json list = Json::array();
  for (const auto& one : nodes)
    list.push_back(
        {{"name", one.name}, {"command", one.control_plane ? "kcluster certs recover" : line}});
  ports.report.results.push_back({"silentNodes", std::move(list), words_of(nodes, line)});
}

/// This node is done whether or not the others can be looked at.
void look_at_others(Ports& ports) {
  const auto told = attempt([&] { return tell_silent_nodes(ports), true; });
  if (!told)
    tell(ports.tell, {Event::Kind::warning, "certs",
                      "whether other nodes need it as well was not seen: " + told.why});
}

/// Nothing of this node has ended, and no recovery of it was cut off.
bool is_sound(const RenewalPlan& plan, const KubeletIdentity& kubelet, const Files& files,
              Time now) {
  return !kubelet.fault && !read_recovery(files) &&
         expiring(plan, names_of(plan), Seconds(0), files, now).empty();
}

}  // namespace

void recover_control_plane(const RecoverOptions& options, Bring bring, Node& node) {
  auto& ports = node.ports();
  const auto plan = renewal_plan(options.choice, node);
  const auto now = ports.clock.now();
  const auto kubelet = kubelet_identity(ports.files, now);
  if (is_sound(plan, kubelet, ports.files, now)) {
    tell_sound(ports.report);
    if (bring == Bring::node) look_at_others(ports);
    return;
  }
  require_signers(plan, names_of(plan), ports.files, now);
  const auto held = options.dry_run ? nullptr : hold_node(ports);
  const auto leader = Way(plan, kubelet, begin_recovery(ports.files, now), bring, node).go();
  if (leader == Leader::wanting) return tell_leaderless(ports.report);
  end_recovery(ports.files);
  if (bring == Bring::node) look_at_others(ports);
}

}  // namespace kcluster
