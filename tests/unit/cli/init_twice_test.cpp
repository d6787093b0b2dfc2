#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "tests/unit/cli/init_node.h"

namespace kcluster {
namespace {

/// How much was changed so far, by port.
struct Changes {
  std::size_t files = 0, objects = 0, machine = 0, images = 0;
  bool operator==(const Changes&) const = default;
};

Changes made(const MemoryFiles& files, const InitNode& node) {
  Changes out{files.changes().size(), 0, node.system.changes().size(), node.cri->changes().size()};
  for (const auto& sent : node.api->sent()) out.objects += sent.changed ? 1 : 0;
  return out;
}

}  // namespace

TEST_CASE("every phase of init runs a second time and changes nothing") {
  MemoryFiles files;
  InitNode node(files);
  Ports ports = node.ports(files, node.system, std::make_shared<Life>(~0u));
  Prepared prepared = prepare_init(node.options, Scope::whole, ports);
  // what lies there after each phase is an init's that goes on
  prepared.plan.preflight.checks.beginning = Beginning::resumed;
  unsigned phases = 0;
  for (const auto& step : init_steps(prepared, ports)) {
    INFO(step.name);
    if (!step.wanted) continue;
    step.run();
    const auto first = made(files, node);
    step.run();
    CHECK(made(files, node) == first);
    ++phases;
  }
  CHECK(phases > 30);
}

TEST_CASE("the phases of init that changed something did so on a port that counts") {
  MemoryFiles files;
  InitNode node(files);
  node.init();
  const auto all = made(files, node);
  CHECK(all.files > 40);
  CHECK(all.objects > 20);
  CHECK(all.machine > 2);
  CHECK(all.images == 7);
}

TEST_CASE("a finished init is known as such, and one of its phases alone changes nothing") {
  MemoryFiles files;
  InitNode node(files);
  node.init();
  const auto before = made(files, node);
  Ports ports = node.ports(files, node.system, std::make_shared<Life>(~0u));
  CHECK(prepare_init(node.options, Scope::whole, ports).finished);
  const Prepared prepared = prepare_init(node.options, Scope::part, ports);
  for (const auto* phase : {"certs", "kubeconfig", "etcd/local", "kubelet-start", "addon"})
    for (const auto& step : init_steps(prepared, ports, phase)) {
      INFO(step.name);
      step.run();
      CHECK(made(files, node) == before);
    }
}

}  // namespace kcluster
