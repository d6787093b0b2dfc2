#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "base/unix_time.h"
#include "cli/certs.h"
#include "cli/etcd_restore.h"
#include "cli/output.h"
#include "cli/results.h"
#include "host/rfc3339.h"
#include "observe/etcd.h"
#include "observe/node.h"
#include "phases/certificate_users.h"
#include "phases/renew_certs.h"

namespace kcluster {
namespace {

using Outcome = Renewal::Outcome;

constexpr const char* kAll = "all";
constexpr const char* kKubeletConf = "kubelet.conf";
constexpr Millis kAnswer{3000};

std::vector<std::string> named(const RenewOptions& options, const RenewalPlan& plan) {
  std::vector<std::string> names = options.names;
  const bool all = std::find(names.begin(), names.end(), kAll) != names.end();
  if (all && names.size() > 1)
    throw Error("all names every certificate already", "name all, or some", Exit::usage);
  if (all) names.clear();
  for (const auto& row : plan.rows)
    if (all) names.push_back(row.name);
  for (const auto& name : names) plan.row(name);
  return names;
}

std::vector<Renewal> renew_due(const RenewOptions& options, const RenewalPlan& plan,
                               std::vector<std::string> names, Ports& ports) {
  const auto now = ports.clock.now();
  if (options.within_days)
    names = expiring(plan, names, std::chrono::days(*options.within_days), ports.files, now);
  return renew_certificates(plan, names, ports.files, now);
}

std::string date(Moment moment) { return rfc3339(unix_time(moment.time_since_epoch().count())); }

std::string words_of(const Renewal& one) {
  switch (one.outcome) {
    case Outcome::renewed:
    case Outcome::fresh:
      return fmt::format("renewed, until {}", date(one.until));
    case Outcome::missing:
      return "MISSING!";
    case Outcome::external:
      return fmt::format("not renewed, the key of its authority is kept elsewhere; until {}",
                         date(one.until));
    case Outcome::elsewhere:
      break;
  }
  return "not renewed, it embeds no certificate";
}

constexpr const char* name_of(Outcome outcome) {
  constexpr const char* kNames[] = {"renewed", "renewed", "missing", "external", "elsewhere"};
  return kNames[static_cast<int>(outcome)];
}

/// The kubelet's own business is no news.
bool of_interest(const Renewal& one, const RenewalPlan& plan) {
  return one.outcome != Outcome::elsewhere ||
         plan.row(one.name).keeper == RenewalRow::Keeper::control_plane;
}

std::vector<std::string> renewed(const std::vector<Renewal>& all) {
  std::vector<std::string> names;
  for (const auto& one : all)
    if (one.outcome == Outcome::renewed) names.push_back(one.name);
  return names;
}

bool has(const std::vector<std::string>& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> components(const std::vector<CertificateUser>& users,
                                    const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const auto& user : users) all.push_back(user.component);
  if (has(names, kKubeletConf)) all.push_back("kubelet");
  return all;
}

void restart_all(const std::vector<CertificateUser>& users, const std::vector<std::string>& names,
                 Node& node) {
  auto& ports = node.ports();
  const auto cri = ports.cri(kubelet_socket(ports.files));
  const WaitEyes eyes{ports.files, ports.system, ports.clock, *cri, ports.http};
  for (const auto& user : users) {
    if (node.stop().stop_requested()) throw Interrupted();
    tell(ports.tell, {Event::Kind::began, user.component, "restart it, see its new certificate"});
    restart_user(user, {eyes, *cri, own_etcd(ports), ports.tell});
    tell(ports.tell, {Event::Kind::ended, user.component, "uses its new certificate"});
  }
  if (has(names, kKubeletConf)) restart_kubelet(eyes, ports.system);
}

/// What runs below another root is not this machine's.
bool restarts(const RenewOptions& options, const Globals& globals) {
  return !options.no_restart && globals.rootfs == "/";
}

void finish(const RenewOptions& options, const Globals& globals, const RenewalPlan& plan,
            const std::vector<Renewal>& all, Node& node) {
  auto& ports = node.ports();
  ports.report.results.push_back(certificates_result(all, plan));
  const auto names = renewed(all);
  const auto users = certificate_users(plan, names, ports.files);
  const bool now = restarts(options, globals) && !options.dry_run;
  if (now && !names.empty()) restart_all(users, names, node);
  ports.report.results.push_back(
      restarts_result(components(users, names), now ? Restarts::done : Restarts::due));
}

void renew(const Globals& globals, const RenewOptions& options) {
  if (settle_renewal_timer(globals, options)) return;
  if (options.names.empty())
    throw Error("a certificate is to be named", "kcluster certs renew all", Exit::usage);
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  const auto plan = renewal_plan(options.choice, node);
  const auto names = named(options, plan);
  const auto held = options.dry_run ? nullptr : hold_node(node.ports());
  const auto all = renew_due(options, plan, names, node.ports());
  finish(options, globals, plan, all, node);
  auto would_change = node.would_change();
  if (options.dry_run && restarts(options, globals))
    for (const auto& component :
         components(certificate_users(plan, renewed(all), node.ports().files), renewed(all)))
      would_change += "restart " + component + "\n";
  print_outcome(node.ports().report, would_change, globals.output);
}

void add_timer_options(CLI::App& c, RenewOptions& options) {
  auto* install = c.add_flag("--install-timer", options.install_timer,
                             "let systemd renew what ends within 30 days (--within-days)");
  c.add_option("--schedule", options.schedule,
               "when the timer looks, as systemd.time(7) writes it; default: daily")
      ->needs(install);
  c.add_flag("--remove-timer", options.remove_timer, "take that timer away")->excludes(install);
}

}  // namespace

Result certificates_result(const std::vector<Renewal>& all, const RenewalPlan& plan) {
  Json list = Json::array();
  std::string words;
  for (const auto& one : all) {
    if (!of_interest(one, plan)) continue;
    Json row{{"name", one.name}, {"outcome", name_of(one.outcome)}};
    if (one.until != Moment{}) row["until"] = date(one.until);
    list.push_back(std::move(row));
    words += fmt::format("{}: {}\n", one.name, words_of(one));
  }
  if (words.empty()) words = "nothing had to be renewed\n";
  return {"certificates", std::move(list), std::move(words)};
}

Result restarts_result(const std::vector<std::string>& components, Restarts restarts) {
  const bool done = restarts == Restarts::done;
  const auto* words = done ? "use the new certificates: {}\n"
                           : "still to be restarted, so that they use the new certificates: {}\n";
  return {done ? "restarted" : "toRestart", Json(components),
          components.empty() ? "" : fmt::format(fmt::runtime(words), join(components, ", "))};
}

std::function<std::shared_ptr<Etcd>()> own_etcd(Ports& ports) {
  return [&ports] {
    auto access = etcd_access(observe_etcd(ports.files).value_or(EtcdSeen{}), ports.files);
    access.timeout = kAnswer;
    return ports.etcd(access);
  };
}

void add_certs_renew(CLI::App& certs, Session& session) {
  auto* c = certs.add_subcommand(
      "renew", "renew certificates and restart, one by one, what uses them on this node");
  auto options = std::make_shared<RenewOptions>();
  c->add_option("name", options->names, "all, or as check-expiration names them");
  add_certs_choice(*c, options->choice);
  c->add_option("--within-days", options->within_days,
                "only those that end within so many days, or have ended")
      ->check(CLI::Range(0, 36500));
  c->add_flag("--no-restart", options->no_restart, "restart nothing, as kubeadm does");
  add_timer_options(*c, *options);
  c->add_flag("--dry-run", options->dry_run, "show what would be done, change nothing");
  add_output(*c, session.globals);
  runs(*c, session, [&session, options] { renew(session.globals, *options); });
}

}  // namespace kcluster
