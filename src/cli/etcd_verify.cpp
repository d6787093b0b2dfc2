#include <fmt/format.h>

#include "archive/archive.h"
#include "base/error.h"
#include "base/json_in.h"
#include "cli/advance.h"
#include "cli/etcd_snapshot.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/results.h"
#include "cli/seal_source.h"
#include "kube/bootstrap_token.h"
#include "phases/etcd_archive.h"
#include "report/snapshot.h"

namespace kcluster {
namespace {

struct VerifyOptions {
  std::string file;
  bool skip_hash_check = false;
  SealOptions seal;
};

class Verify {
 public:
  Verify(const VerifyOptions& options, std::string name, Node& node)
      : options_(options),
        name_(std::move(name)),
        node_(node),
        pace_(told_advance("verify", node.ports().tell, node.stop())) {}

  SnapshotReport run(const FileBytes& bytes) {
    const auto kind = sealed_kind(bytes);
    if (!kind) return opened(bytes);
    const bool wants_key = *kind == SealSource::Kind::key_file;
    if (wants_key && options_.seal.key_file.empty())
      throw Error(name_ + " was sealed with a key file", "give it with --key-file", Exit::usage);
    const auto source =
        read_seal_source(options_.seal, Ask::once, node_.ports().files, node_.stop());
    return opened(SealedBytes(bytes, source));
  }

 private:
  SnapshotReport opened(const FileBytes& bytes) {
    if (is_archive(bytes)) return archived(bytes);
    return snapshot(bytes, options_.skip_hash_check ? Digest::optional : Digest::required);
  }

  SnapshotReport archived(const FileBytes& bytes) {
    const auto seen = read_archive(bytes, pace_);
    node_.ports().report.results.push_back(archive_result(seen, age_of(seen)));
    const auto* entry = seen.find(archive::snapshot_name);
    if (!entry) throw Error("the archive holds no snapshot", "take another backup");
    return snapshot(SectionBytes(bytes, entry->offset, entry->size), Digest::required);
  }

  std::optional<Seconds> age_of(const ArchiveSeen& seen) const {
    const auto made = parse_time(string_in(seen.manifest, "/created"));
    if (!made) return std::nullopt;
    return std::chrono::floor<Seconds>(node_.ports().clock.now() - *made);
  }

  SnapshotReport snapshot(const FileBytes& bytes, Digest digest) {
    auto seen = examine_snapshot(bytes, digest, pace_);
    node_.ports().report.results.push_back(snapshot_result(seen, name_));
    return seen;
  }

  const VerifyOptions& options_;
  std::string name_;
  Node& node_;
  Advance pace_;
};

void run(const Globals& globals, const VerifyOptions& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto path = std::filesystem::absolute(options.file);
  const auto bytes = ports.files.open(path);
  if (!bytes)
    throw Error(fmt::format("there is no file {}", path.string()), "name a backup", Exit::usage);
  const auto seen = Verify(options, path.string(), node).run(*bytes);
  print_results(ports.report, globals.output);
  require_sound(seen, path.string());
}

}  // namespace

void add_etcd_verify(CLI::App& etcd, Session& session) {
  auto options = std::make_shared<VerifyOptions>();
  auto* command =
      etcd.add_subcommand("verify", "look whether a backup is whole, and what it holds");
  command->fallthrough();
  command->add_option("file", options->file, "a backup's archive, or a snapshot")->required();
  add_seal_options(*command, options->seal);
  command->add_flag("--skip-hash-check", options->skip_hash_check,
                    "it need not end with a SHA-256: a copy of a member's own file has none");
  add_output(*command, session.globals);
  command->callback([&session, options] {
    session.run = [&session, options] { run(session.globals, *options); };
  });
}

}  // namespace kcluster
