#include "cli/bundle.h"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/platform.h"
#include "cli/advance.h"
#include "cli/init.h"
#include "cli/node.h"
#include "cli/output.h"
#include "cli/reach.h"
#include "cli/results.h"
#include "cli/sign_key.h"
#include "observe/node.h"
#include "phases/bundle.h"
#include "plan/images.h"
#include "plan/settle.h"
#include "report/bundle.h"

namespace kcluster {
namespace {

struct CreateOptions {
  InitFlags flags;
  std::string file;
  SignKey key;
};

struct LoadOptions {
  BundleChoice choice;
  std::optional<std::string> cri_socket;
  bool dry_run = false;
};

Config settled_wishes(const InitFlags& flags, Ports& ports) {
  Config wanted = read_wishes(flags, ports);
  const Seen seen = observe_node(ports.files, ports.system, ports.cri, wanted.init.node.cri_socket);
  settle_version(wanted.cluster, seen);
  settle_socket(wanted.init.node, seen);
  return wanted;
}

std::string default_name(const std::string& version) {
  return fmt::format("kcluster-bundle-{}-{}.tar", version, architecture);
}

void create(const Globals& globals, const CreateOptions& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const Config wanted = settled_wishes(options.flags, ports);
  BundlePlan plan;
  plan.kubernetes_version = wanted.cluster.kubernetes_version;
  plan.file = absolute(options.file.empty() ? default_name(plan.kubernetes_version) : options.file);
  plan.images = images(wanted);
  plan.program = ports.system.facts().program;
  const auto signer = read_signer(options.key, ports.files, node.stop());
  plan.signer = signer ? &*signer : nullptr;
  const auto store = ports.images(wanted.init.node.cri_socket);
  const auto made = save_bundle(plan, *store, ports.files, ports.clock,
                                told_advance("bundle", ports.tell, node.stop()));
  ports.report.results.push_back(bundle_result(made, plan.file.string()));
  print_results(ports.report, globals.output);
}

void verify(const Globals& globals, const LoadOptions& options) {
  Node node(globals, Node::Effects::real);
  auto& ports = node.ports();
  const auto seen = open_bundle_file(options.choice, ports.files,
                                     told_advance("bundle", ports.tell, node.stop()));
  ports.report.results.push_back(bundle_result(seen.bundle, options.choice.file));
  print_results(ports.report, globals.output);
}

void load(const Globals& globals, const LoadOptions& options) {
  Node node(globals, options.dry_run ? Node::Effects::dry : Node::Effects::real);
  auto& ports = node.ports();
  const auto seen = open_bundle_file(options.choice, ports.files,
                                     told_advance("bundle", ports.tell, node.stop()));
  NodeRegistration registration;
  registration.cri_socket = options.cri_socket.value_or("");
  settle_socket(registration,
                observe_node(ports.files, ports.system, ports.cri, registration.cri_socket));
  const auto& socket = registration.cri_socket;
  const auto names =
      load_bundle(seen, *ports.images(socket), *ports.cri(socket), ports.clock, ports.tell);
  ports.report.results.push_back(loaded_result(names));
  print_outcome(ports.report, node.would_change(), globals.output);
}

CLI::App& add_part(CLI::App& bundle, const char* name, const char* summary) {
  auto* command = bundle.add_subcommand(name, summary);
  command->fallthrough();
  return *command;
}

void add_create(CLI::App& bundle, Session& session) {
  auto& c = add_part(bundle, "create",
                     "pack the images of a Kubernetes version, out of the runtime's store");
  auto options = std::make_shared<CreateOptions>();
  auto& flags = options->flags;
  c.add_option("--kubernetes-version", flags.kubernetes_version,
               "the control plane's version; default: the installed kubelet's");
  c.add_option("--output", options->file, "the file; default: kcluster-bundle-VERSION-ARCH.tar");
  c.add_option("--config", flags.config, "a kubeadm configuration file");
  c.add_option("--image-repository", flags.image_repository, "where the images came from");
  c.add_option("--feature-gates", flags.feature_gates, "kubeadm's feature gates, Name=true,…");
  c.add_option("--cri-socket", flags.cri_socket, "the container runtime's socket");
  add_sign_key(c, options->key);
  c.add_option("-o", session.globals.output, "how to tell of it: text, json or yaml")
      ->check(CLI::IsMember({"text", "json", "yaml"}));
  runs(c, session, [&session, options] { create(session.globals, *options); });
}

using Run = void (*)(const Globals&, const LoadOptions&);

std::shared_ptr<LoadOptions> add_reader(CLI::App& c, Session& session, Run run) {
  auto options = std::make_shared<LoadOptions>();
  const auto to_absolute = [](const std::string& path) { return absolute(path); };
  c.add_option("file", options->choice.file, "a bundle")->required()->transform(to_absolute);
  c.add_option("--verify-key", options->choice.key, "the public key that it must be signed with")
      ->transform(to_absolute);
  add_output(c, session.globals);
  runs(c, session, [&session, options, run] { run(session.globals, *options); });
  return options;
}

}  // namespace

void add_bundle(CLI::App& command, Session& session) {
  command.require_subcommand(1);
  add_create(command, session);
  add_reader(add_part(command, "verify", "look whether a bundle is whole, and what it holds"),
             session, verify);
  auto& c = add_part(command, "load", "bring a bundle's images into the container runtime");
  const auto options = add_reader(c, session, load);
  c.add_option("--cri-socket", options->cri_socket, "the container runtime's socket");
  c.add_flag("--dry-run", options->dry_run, "show what would be done, change nothing");
}

void add_bundle_choice(CLI::App& command, BundleChoice& choice) {
  const auto to_absolute = [](const std::string& path) { return absolute(path); };
  auto* file =
      command
          .add_option("--bundle", choice.file, "take missing images out of this bundle, pull none")
          ->transform(to_absolute);
  command
      .add_option("--bundle-key", choice.key, "the public key that the bundle must be signed with")
      ->transform(to_absolute)
      ->needs(file);
}

}  // namespace kcluster
