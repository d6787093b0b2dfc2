#include "cli/doctor.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/attempt.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "kubernetes/paths.h"
#include "observe/examine.h"
#include "phases/support_bundle.h"
#include "report/doctor.h"

namespace kcluster {
namespace {

constexpr Millis kPatience{3000};  // of one answer for the bundle

struct DoctorOptions {
  std::string bundle;
};

/// The cluster as it was reached; the administrator sees more than the kubelet.
std::vector<BundleFile> objects(const Examination& seen, const Ports& ports) {
  if (seen.api.server.empty()) return {};
  const bool admin = ports.files.look(paths::admin_conf).has_value();
  const auto found = attempt([&] {
    auto peer =
        endpoint(read_kubeconfig(admin ? paths::admin_conf : paths::kubelet_conf, ports.files));
    peer.url = seen.api.server;
    peer.timeout = kPatience;
    return bundle_objects(Client(ports.http(peer), {&ports.clock, kPatience}));
  });
  return found.value.value_or(std::vector<BundleFile>{});
}

/// How many files are in it.
std::size_t save_bundle(const Path& path, const Examination& seen, const DoctorReport& report,
                        Ports& ports) {
  auto all = bundle_files(seen, ports.files, ports.system);
  for (auto& each : objects(seen, ports)) all.push_back(std::move(each));
  all.push_back({"diagnosis.json", to_json(report).dump(2) + "\n"});
  all.push_back({"versions/kcluster.txt", fmt::format("v{}\n", KCLUSTER_VERSION)});
  write_bundle(path, all, seen.now, ports.files);
  return all.size();
}

void show(const DoctorReport& report, const std::string& output) {
  if (output == "json" || output == "yaml")
    print_value(to_json(report), output);
  else
    fmt::print("{}", table(report));
  std::fflush(stdout);
}

void run(const Globals& globals, const DoctorOptions& options) {
  Node node(globals, Node::Effects::real);
  Ports& ports = node.ports();
  const auto seen =
      examine({ports.files, ports.system, ports.clock, ports.http, ports.cri, ports.etcd});
  const auto report = doctor_report(seen);
  show(report, globals.output);
  if (!options.bundle.empty()) {
    const auto path = absolute(options.bundle);
    const auto count = save_bundle(path, seen, report, ports);
    if (globals.output == "text" || globals.output == "table")
      fmt::print("\nsupport bundle: {} ({} files, secrets masked)\n", path, count);
  }
  if (const auto roots = report.roots())
    throw Error(fmt::format("{} root cause{} found on {}", roots, roots == 1 ? " was" : "s were",
                            report.node),
                "what stands above as remedy mends it; then run kcluster doctor again");
}

}  // namespace

void add_doctor(CLI::App& command, Session& session) {
  auto options = std::make_shared<DoctorOptions>();
  command.add_option("--bundle", options->bundle,
                     "also write a support archive (tar, mode 0600), secrets masked");
  command.add_option("-o,--output", session.globals.output, "table, json or yaml")
      ->check(CLI::IsMember({"table", "text", "json", "yaml"}));
  runs(command, session, [&session, options] { run(session.globals, *options); });
}

}  // namespace kcluster
