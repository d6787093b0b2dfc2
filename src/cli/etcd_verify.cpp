#include <fmt/format.h>

#include "base/error.h"
#include "cli/etcd_snapshot.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/pace.h"
#include "cli/results.h"
#include "report/snapshot.h"

namespace kcluster {
namespace {

struct VerifyOptions {
  std::string file;
  bool skip_hash_check = false;
};

void run(const Globals& globals, const VerifyOptions& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto path = std::filesystem::absolute(options.file);
  const auto bytes = ports.files.open(path);
  if (!bytes)
    throw Error(fmt::format("there is no file {}", path.string()), "name a snapshot", Exit::usage);
  const auto pace = told_pace("verify", ports.tell, node.stop());
  const auto seen =
      examine_snapshot(*bytes, options.skip_hash_check ? Digest::optional : Digest::required, pace);
  ports.report.results.push_back(snapshot_result(seen, path.string()));
  print_results(ports.report, globals.output);
  require_sound(seen, path.string());
}

}  // namespace

void add_etcd_verify(CLI::App& etcd, Session& session) {
  auto options = std::make_shared<VerifyOptions>();
  auto* command =
      etcd.add_subcommand("verify", "look whether a snapshot is whole, and what it holds");
  command->fallthrough();
  command->add_option("file", options->file, "the snapshot")->required();
  command->add_flag("--skip-hash-check", options->skip_hash_check,
                    "it need not end with a SHA-256: a copy of a member's own file has none");
  add_output(*command, session.globals);
  command->callback([&session, options] {
    session.run = [&session, options] { run(session.globals, *options); };
  });
}

}  // namespace kcluster
