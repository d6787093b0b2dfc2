#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/text.h"
#include "base/yaml.h"
#include "cli/config.h"
#include "cli/init.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "http/memory_http.h"
#include "kube/kubeconfig.h"
#include "kube/kubelet_access.h"
#include "manifest/addons.h"
#include "manifest/kubelet_files.h"
#include "manifest/static_pod.h"
#include "observe/cluster.h"
#include "observe/etcd.h"
#include "observe/membership.h"
#include "observe/node.h"
#include "observe/surroundings.h"
#include "observe/upgrade_node.h"
#include "phases/addons.h"
#include "phases/authority.h"
#include "plan/certificates.h"
#include "plan/components.h"
#include "plan/control_plane.h"
#include "plan/etcd.h"
#include "plan/kubeconfigs.h"
#include "plan/kubelet.h"
#include "plan/settle_join.h"
#include "report/drift.h"
#include "report/objects.h"
#include "workflow/journal.h"

namespace kcluster {
namespace {

constexpr Millis kApiAnswer{5000};
constexpr std::size_t kContext = 3;

struct DiffOptions {
  std::optional<std::string> config, patches;
  std::string kubeconfig;
};

/// What this node should run, and who says so.
struct Wanted {
  Config config;
  bool control_plane = false;
  std::string server;                 ///< a worker's kubelet's; empty: not known
  std::optional<Kubeconfig> cluster;  ///< asked as the administrator; nullopt: it was not
  bool made_here = false;             ///< what the node was made with is noted on it
};

/// "name=value" each.
std::vector<Arg> args_in(const Json& list) {
  std::vector<Arg> args;
  for (const auto& each : list) {
    const auto text = each.is_string() ? each.get<std::string>() : std::string();
    const auto end = text.find('=');
    if (end != std::string::npos) args.push_back({text.substr(0, end), text.substr(end + 1)});
  }
  return args;
}

/// What a node was made with and no cluster keeps, as init or join noted it here.
void take_notes(const Files& files, Wanted& wanted) {
  for (const auto command : {Journaled::init, Journaled::join}) {
    const auto journal = read_journal(files, command);
    if (!journal || !journal->finished) continue;
    const auto& wishes = journal->wishes;
    const auto node =
        wishes.contains("node") && wishes["node"].is_object() ? wishes["node"] : wishes;
    auto& init = wanted.config.init;
    wanted.made_here = true;
    if (init.node.kubelet_extra_args.empty())
      init.node.kubelet_extra_args = args_in(list_in(node, "/kubeletExtraArgs"));
    if (init.patches_directory.empty()) init.patches_directory = string_in(node, "/patches");
  }
}

[[noreturn]] void refuse_unseen(const std::string& why) {
  throw Error("the cluster does not say its configuration: " + why,
              "compare with a file instead: kcluster config diff --config FILE", Exit::preflight);
}

Wanted stored_for_control_plane(const std::string& kubeconfig, const Ports& ports) {
  const auto cluster = read_kubeconfig(kubeconfig_path(kubeconfig, ports), ports.files);
  const auto seen = attempt([&] {
    auto peer = endpoint(cluster);
    peer.timeout = kApiAnswer;
    return observe_upgrade_node(ports.files, ports.system, ports.etcd, Client(ports.http(peer)));
  });
  if (!seen) refuse_unseen(seen.why);
  auto origin = *seen;
  origin.kubelet_generated = false;  // what is stored is what kubelets are given
  return {upgraded_config(origin, origin.cluster.kubernetes_version, {}), true, "", cluster, false};
}

Wanted stored_for_worker(const Ports& ports) {
  const auto seen = attempt([&] {
    auto access = kubelet_access(ports.files);
    access.endpoint.timeout = kApiAnswer;
    return observe_cluster(Client(ports.http(access.endpoint)), access.node, ports.clock);
  });
  if (!seen) refuse_unseen(seen.why);
  const auto member = observe_membership(ports.files);
  return {joined_config(member, seen->configuration, seen->kubelet), false, seen->server,
          std::nullopt, false};
}

Wanted from_file(const std::string& file, const Ports& ports) {
  InitFlags flags;
  flags.config = file;
  auto config = read_wishes(flags, ports);
  if (config.cluster.kubernetes_version.empty())
    throw Error(file + " names no kubernetesVersion", "add the one that the cluster runs",
                Exit::usage);
  auto member = observe_membership(ports.files);
  member.node.kubelet_extra_args = config.init.node.kubelet_extra_args;
  member.patches_directory = config.init.patches_directory;
  auto wanted = joined_config(member, config.cluster, config.kubelet);
  const auto resolv_conf = preferred_resolv_conf(ports.system);
  if (!resolv_conf.empty() && !wanted.kubelet.contains("resolvConf"))
    wanted.kubelet["resolvConf"] = resolv_conf;
  return {std::move(wanted), member.control_plane.has_value(), "", std::nullopt, false};
}

Wanted wanted_here(const DiffOptions& options, const Ports& ports) {
  const bool control_plane = manifest_place(ports.files, "kube-apiserver").has_value();
  auto wanted = options.config  ? from_file(*options.config, ports)
                : control_plane ? stored_for_control_plane(options.kubeconfig, ports)
                                : stored_for_worker(ports);
  if (options.patches) wanted.config.init.patches_directory = absolute(*options.patches);
  take_notes(ports.files, wanted);
  return wanted;
}

using Drifts = std::vector<Drift>;

void add(std::optional<Drift> drift, Drifts& all) {
  if (drift) all.push_back(*std::move(drift));
}

void compare_pods(const Wanted& wanted, const Surroundings& around, const Files& files,
                  Drifts& all) {
  const auto plan = plan_control_plane(wanted.config, around);
  const auto etcd = plan_etcd(wanted.config, around);
  std::vector<const StaticPodPlan*> pods{&plan.apiserver, &plan.controller_manager,
                                         &plan.scheduler};
  if (etcd.local) pods.push_back(&etcd.pod);
  for (const auto* pod : pods) {
    const auto path = manifest_path(pod->name);
    add(pod_drift(path, patched_pod(*pod, around.patches), files.read(path)), all);
  }
}

void compare_kubelet(const Wanted& wanted, const Surroundings& around, const Files& files,
                     Drifts& all) {
  const auto plan = plan_kubelet(wanted.config, around);
  const auto texts = kubelet_files(plan);
  add(document_drift("kubelet", paths::kubelet_config,
                     one_mapping(texts.config, paths::kubelet_config).value_or(Json::object()),
                     files.read(paths::kubelet_config)),
      all);
  add(flags_drift(paths::kubelet_flags, plan.flags, files.read(paths::kubelet_flags).value_or(""),
                  wanted.made_here ? Beyond::drift : Beyond::own),
      all);
}

void compare_certificates(const Wanted& wanted, const Files& files, Drifts& all) {
  for (const auto& row : plan_certificates(wanted.config).rows) {
    if (row.sans.empty()) continue;
    const auto chain = read_certificates(files, row.certificate);
    if (chain)
      add(sans_drift(row.certificate, row.sans, chain->front().sans()), all);
    else
      all.push_back({"certificate", row.certificate, row.certificate + ": is not there\n"});
  }
}

void compare_server(const std::string& path, const std::string& server, const std::string& other,
                    const Files& files, Drifts& all) {
  if (!files.look(path)) return;
  const auto there = read_kubeconfig(path, files).server;
  if (there == server || (!other.empty() && there == other)) return;
  all.push_back(
      {"kubeconfig", path, fmt::format("{}: leads to {} instead of {}\n", path, there, server)});
}

void compare_kubeconfigs(const Wanted& wanted, const Files& files, Drifts& all) {
  if (!wanted.control_plane) {
    if (!wanted.server.empty()) compare_server(paths::kubelet_conf, wanted.server, "", files, all);
    return;
  }
  for (const auto& row : plan_kubeconfigs(wanted.config).rows)
    compare_server(row.path, row.server, row.other_server, files, all);
}

/// Written to memory over the cluster, which notes what would change.
void compare_proxy(const Wanted& wanted, const Surroundings& around, const Ports& ports,
                   Drifts& all) {
  if (!wanted.cluster) return;
  const auto proxy = plan_proxy(wanted.config, around);
  if (!proxy.wanted) return;
  const auto memory = std::make_shared<MemoryHttp>(ports.http(endpoint(*wanted.cluster)));
  Client api(memory);
  addon(proxy_objects(proxy), api);
  for (auto& diff : object_diffs(memory->sent(), kContext))
    all.push_back({"object", diff.title, diff.text});
}

/// Those that whoever made this control plane had, and handed on to all that it made.
std::vector<EnvVar> proxies_here(const Files& files) {
  std::vector<EnvVar> out;
  const auto place = manifest_path("kube-apiserver");
  const auto pod = one_mapping(files.read(place).value_or(""), place).value_or(Json::object());
  for (const auto& variable : list_in(pod, "/spec/containers/0/env"))
    if (const auto name = string_in(variable, "/name"); lower(name).ends_with("_proxy"))
      out.push_back({name, variable});
  return out;
}

Drifts compare(const Wanted& wanted, const Ports& ports) {
  auto around = observe_surroundings(wanted.config, ports.files, ports.system.facts().hostname, {});
  around.proxies = proxies_here(ports.files);
  Drifts all;
  if (wanted.control_plane) compare_pods(wanted, around, ports.files, all);
  compare_kubelet(wanted, around, ports.files, all);
  if (wanted.control_plane) compare_certificates(wanted, ports.files, all);
  compare_kubeconfigs(wanted, ports.files, all);
  compare_proxy(wanted, around, ports, all);
  return all;
}

void report_copies(const Wanted& wanted, const Files& files, Report& report) {
  if (!wanted.control_plane) return;
  const auto copies = files_to_copy(wanted.config.cluster);
  std::vector<std::string> missing;
  for (const auto& file : copies)
    if (!files.look(file.path)) missing.push_back(file.path);
  report.results.push_back(copies_result(copies, missing));
}

void run(const Globals& globals, const DiffOptions& options) {
  Node node(globals, Node::Effects::real);
  Ports& ports = node.ports();
  const auto wanted = wanted_here(options, ports);
  const auto drifts = compare(wanted, ports);
  ports.report.results.push_back(drift_result(drifts));
  report_copies(wanted, ports.files, ports.report);
  print_results(ports.report, globals.output);
  std::fflush(stdout);
  if (!drifts.empty())
    throw Error(
        fmt::format("{} {} on this node differ{} from the cluster's configuration", drifts.size(),
                    drifts.size() == 1 ? "thing" : "things", drifts.size() == 1 ? "s" : ""),
        "have it as configured again (kcluster upgrade apply VERSION, certs renew), or "
        "change the configuration: kubectl -n kube-system edit cm kubeadm-config");
}

}  // namespace

void add_config_diff(CLI::App& config, Session& session) {
  auto* c = config.add_subcommand(
      "diff", "show where this node is not as the cluster's configuration says; 1 when it is not");
  auto options = std::make_shared<DiffOptions>();
  c->add_option("--config", options->config,
                "a kubeadm configuration file to compare with instead of what the cluster keeps");
  c->add_option(
      "--patches", options->patches,
      "a folder of patches that are meant to be there; default: what the node was made with");
  add_kubeconfig(*c, options->kubeconfig);
  add_output(*c, session.globals);
  runs(*c, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
