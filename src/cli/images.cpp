#include <CLI/App.hpp>
#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "cli/config.h"
#include "cli/init.h"
#include "cli/node.h"
#include "cli/output.h"
#include "observe/node.h"
#include "phases/preflight.h"
#include "plan/images.h"
#include "plan/settle.h"

namespace kcluster {
namespace {

/// kubeadm's object, so that its readers find what they know.
Json images_object(const std::vector<std::string>& names) {
  return {{"apiVersion", "output.kubeadm.k8s.io/v1alpha3"}, {"kind", "Images"}, {"images", names}};
}

void print_images(const std::vector<std::string>& names, const std::string& output) {
  if (output != "text") return print_value(images_object(names), output);
  fmt::print("{}\n", join(names, "\n"));
}

Seen seen_by(const Ports& ports, const Config& wanted) {
  return observe_node(ports.files, ports.system, ports.cri, wanted.init.node.cri_socket);
}

void list_images(const Globals& globals, const InitFlags& flags) {
  Node node(globals, Node::Effects::real);
  Config wanted = read_wishes(flags, node.ports());
  settle_version(wanted.cluster, seen_by(node.ports(), wanted));
  print_images(images(wanted), globals.output);
}

// Asked for by its user, so also where a tag may have moved: every image is pulled.
void fetch_images(const Globals& globals, const InitFlags& flags) {
  Node node(globals, Node::Effects::real);
  Ports& ports = node.ports();
  Config wanted = read_wishes(flags, ports);
  const Seen seen = seen_by(ports, wanted);
  settle_version(wanted.cluster, seen);
  settle_socket(wanted.init.node, seen);
  PullPlan plan{images(wanted), PullPlan::Policy::always, PullPlan::Order::parallel, {}};
  const auto cri = ports.cri(wanted.init.node.cri_socket);
  cri->version();  // one Silence, not one for each image
  Error failure("not every image could be pulled");
  failure.findings = try_pulls(plan, *cri, ports.clock, ports.tell);
  if (!failure.findings.empty()) throw failure;
  print_images(plan.images, globals.output);
}

void add_image_flags(CLI::App& command, InitFlags& flags) {
  command.add_option("--config", flags.config, "a kubeadm configuration file");
  command.add_option("--kubernetes-version", flags.kubernetes_version,
                     "the control plane's version; default: the installed kubelet's");
  command.add_option("--image-repository", flags.image_repository, "where the images come from");
  command.add_option("--feature-gates", flags.feature_gates,
                     "kubeadm's feature gates, Name=true,…");
}

using Run = void (*)(const Globals&, const InitFlags&);

void add_command(CLI::App& images, Session& session, const char* name, const char* summary,
                 Run run) {
  auto* command = images.add_subcommand(name, summary);
  auto flags = std::make_shared<InitFlags>();
  add_image_flags(*command, *flags);
  add_output(*command, session.globals);
  if (run == fetch_images)
    command->add_option("--cri-socket", flags->cri_socket, "the container runtime's socket");
  runs(*command, session, [&session, flags, run] { run(session.globals, *flags); });
}

}  // namespace

void add_images(CLI::App& config, Session& session) {
  auto* images = config.add_subcommand("images", "the images of a control-plane node");
  images->require_subcommand(1);
  add_command(*images, session, "list", "print their names", list_images);
  add_command(*images, session, "pull", "have the container runtime pull them", fetch_images);
}

}  // namespace kcluster
