#include "cli/node.h"

#include <unistd.h>

#include <cstdlib>

#include "cli/dry_node.h"
#include "cli/render.h"
#include "cri/containerd_store.h"
#include "cri/patient_cri.h"
#include "cri/real_cri.h"
#include "cri/shared_cri.h"
#include "etcd/real_etcd.h"
#include "host/interrupt.h"
#include "host/real_clock.h"
#include "host/real_files.h"
#include "host/real_system.h"
#include "host/told_files.h"
#include "http/real_http.h"
#include "http/shared_peers.h"

namespace kcluster {
namespace {

std::optional<std::string> variable(const std::string& name) {
  const char* value = ::secure_getenv(name.c_str());
  return value ? std::optional<std::string>(value) : std::nullopt;
}

}  // namespace

struct Node::Parts {
  Parts(const Globals& globals, Tell sink)
      : tell(std::move(sink)),
        clock(interrupt, tell),
        real_files(globals.rootfs),
        real_system(interrupt, globals.rootfs),
        told_files(real_files, tell) {}

  Interrupt interrupt;
  Tell tell;
  RealClock clock;
  RealFiles real_files;
  RealSystem real_system;
  ToldFiles told_files;
  Report report;
  std::unique_ptr<Ports> ports;
  std::unique_ptr<DryNode> dry;
  std::string reached;  ///< the cluster of a dry run: what would be changed there is kept

  std::shared_ptr<SharedPeers> peers;
  std::shared_ptr<SharedCri> runtimes;

  /// What was opened before a stop knows only of that stop: the way back opens anew.
  void connect() {
    const auto stop = interrupt.token();
    peers = std::make_shared<SharedPeers>(
        [stop](const Endpoint& peer) { return make_http(peer, stop); });
    runtimes = std::make_shared<SharedCri>(
        [this, stop](const std::string& socket) { return patient(make_cri(socket, stop), clock); });
  }

  void stack(Effects effects) {
    connect();
    ports.reset(new Ports{
        told_files, real_system, clock, report,
        [this](const Endpoint& peer) { return peers->peer(peer); },
        [this](const std::string& socket) { return runtimes->at(socket); }, variable, tell,
        [this](const EtcdAccess& access) { return make_etcd(access, interrupt.token()); },
        [this](const std::string& socket) { return make_image_store(socket, interrupt.token()); }});
    if (effects == Effects::dry) dry = std::make_unique<DryNode>(*ports);
  }
};

Node::Node(const Globals& globals, Effects effects)
    : parts_(std::make_unique<Parts>(
          globals, progress_renderer(choose_progress(globals.progress), globals.verbosity))) {
  parts_->stack(effects);
}

Node::~Node() = default;

Ports& Node::ports() { return parts_->dry ? parts_->dry->ports() : *parts_->ports; }
Ports& Node::observed() { return *parts_->ports; }
std::stop_token Node::stop() const { return parts_->interrupt.token(); }

void Node::rearm() {
  parts_->interrupt.rearm();
  parts_->connect();
}

void Node::rehearse() {
  if (!parts_->dry) parts_->dry = std::make_unique<DryNode>(*parts_->ports);
}

void Node::expect(const std::string& node_name, const std::vector<std::string>& pod_ranges) {
  if (parts_->dry) parts_->dry->expect(node_name, pod_ranges);
}

void Node::reach(const Endpoint& cluster) {
  if (!parts_->dry || parts_->reached == cluster.url) return;
  parts_->dry->reach(parts_->ports->http(cluster));
  parts_->reached = cluster.url;
}

std::string Node::would_change() const {
  return parts_->dry ? parts_->dry->would_change() : std::string();
}

std::vector<std::string> environment() {
  std::vector<std::string> all;
  for (char** entry = ::environ; *entry; ++entry) all.emplace_back(*entry);
  return all;
}

}  // namespace kcluster
