#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "base/error.h"
#include "host/facts.h"
#include "host/fd.h"
#include "host/memory_system.h"
#include "host/random.h"
#include "host/real_system.h"

namespace kcluster {
namespace {

struct Listener {
  Fd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  unsigned port = 0;
  Listener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket.get(), 1) == 0);
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
  }
};

}  // namespace

TEST_CASE("this machine has a processor, memory, a kernel and a loopback address") {
  const Interrupt interrupt;
  const Facts facts = RealSystem(interrupt).facts();
  CHECK(facts.cpus >= 1);
  CHECK(facts.memory > (1u << 20));
  CHECK_FALSE(facts.kernel.empty());
  const auto& all = facts.addresses;
  CHECK(std::any_of(all.begin(), all.end(), [](const Facts::Address& address) {
    return address.loopback && address.up && address.ip == "127.0.0.1" && address.prefix == 8;
  }));
  CHECK(total_memory("MemTotal:       16303428 kB\nMemFree: 1 kB\n") == 16303428ull * 1024);
  CHECK(total_memory("nonsense") == 0);
}

TEST_CASE("a port that is listened on at one address is not free") {
  const Interrupt interrupt;
  const RealSystem system(interrupt);
  unsigned port = 0;
  {
    const Listener listener;
    port = listener.port;
    CHECK_FALSE(system.port_free(port));
  }
  CHECK(system.port_free(port));
}

TEST_CASE("localhost is resolved, nonsense is not") {
  const Interrupt interrupt;
  const RealSystem system(interrupt);
  const auto found = system.resolve("localhost");
  CHECK(std::count(found.begin(), found.end(), "127.0.0.1") == 1);
  CHECK(system.resolve("no such name.invalid").empty());
}

TEST_CASE("unmounting what is not mounted is fine") {
  const Interrupt interrupt;
  RealSystem system(interrupt);
  CHECK_NOTHROW(system.unmount("/kcluster/no/such/path", {}));
}

TEST_CASE("units that were started and enabled in memory read back so") {
  MemorySystem system;
  CHECK_FALSE(system.active("kubelet"));
  system.unit("kubelet.service", UnitAction::enable);
  system.unit("kubelet", UnitAction::restart);
  CHECK(system.active("kubelet.service"));
  CHECK(system.unit_file_state("kubelet") == "enabled");
  system.unit("kubelet", UnitAction::stop);
  CHECK_FALSE(system.active("kubelet"));
  CHECK(system.changes().size() == 3);
  CHECK(system.changes()[1].subject == "kubelet");
}

TEST_CASE("a memory system only looks at the one below") {
  Machine machine;
  machine.active = {"kubelet"};
  machine.programs["kubelet --version"] = {0, "Kubernetes v1.36.3\n", ""};
  machine.busy_ports = {6443};
  MemorySystem below(machine);
  MemorySystem system(&below);
  CHECK(system.ask({"kubelet", "--version"}).out == "Kubernetes v1.36.3\n");
  CHECK(system.ask({"crictl"}).exit == 127);
  CHECK(system.active("kubelet"));
  CHECK_FALSE(system.port_free(6443));
  system.unit("kubelet", UnitAction::stop);
  CHECK(system.run({"swapoff", "-a"}).exit == 0);
  CHECK(system.changes().size() == 2);
  CHECK(below.active("kubelet"));
  CHECK(below.changes().empty());
}

TEST_CASE("routes and masquerades set in memory read back and leave the machine below alone") {
  Machine machine;
  const PodRoute kept{*parse_cidr("10.244.1.0/24"), *parse_ip("192.168.1.21")};
  machine.pod_routes = {kept};
  const MemorySystem below(machine);
  MemorySystem system(&below);
  const PodRoute fresh{*parse_cidr("10.244.2.0/24"), *parse_ip("192.168.1.22")};
  system.set_pod_route(kept);
  system.set_pod_route(fresh);
  CHECK(system.pod_routes() == std::vector<PodRoute>{kept, fresh});
  system.remove_pod_route(kept);
  CHECK(system.pod_routes() == std::vector<PodRoute>{fresh});
  const Masquerade all{*parse_cidr("10.244.0.0/24"), {*parse_cidr("10.244.0.0/16")}};
  system.set_masquerades({all});
  system.set_masquerades({all});
  CHECK(system.masquerades() == std::vector<Masquerade>{all});
  REQUIRE(system.changes().size() == 3);
  CHECK(system.changes()[0].subject == "route 10.244.2.0/24 via 192.168.1.22");
  CHECK(below.pod_routes() == std::vector<PodRoute>{kept});
}

TEST_CASE("another root has no network of this machine") {
  const Interrupt interrupt;
  RealSystem system(interrupt, "/tmp");
  system.set_pod_route({*parse_cidr("10.244.1.0/24"), *parse_ip("127.0.0.2")});
  CHECK(system.pod_routes().empty());
  CHECK(system.masquerades().empty());
}

TEST_CASE("random text is of the wanted length and letters, and never the same") {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(random_text(16, "abcdefghij").reveal());
  CHECK(seen.size() == 100);
  for (const auto& text : seen) {
    CHECK(text.size() == 16);
    CHECK(text.find_first_not_of("abcdefghij") == std::string::npos);
  }
  CHECK(random_bytes(32) != random_bytes(32));
}

}  // namespace kcluster
