#include "diagnosis/evidence.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "host/memory_system.h"
#include "tests/support/spoken_cri.h"

namespace kcluster {
namespace {

using Lines = std::vector<std::string>;

struct Containers : SpokenCri {
  std::vector<Container> all;
  std::vector<Container> containers() const override { return all; }
};

Container container(const std::string& name, std::int64_t created) {
  Container made;
  made.name = name;
  made.pod_namespace = "kube-system";
  made.created = created;
  made.log_path = "/log";
  return made;
}

Lines log(const std::string& text) {
  Containers cri;
  cri.all = {container("etcd", 1)};
  MemoryFiles files;
  files.write("/log", text, {});
  return gather(cri, MemorySystem{Machine{}}, files).containers.at(0).log;
}

std::string stamped(const std::string& line) {
  return "2026-11-21T14:30:24.1Z stderr F " + line + "\n";
}

}  // namespace

TEST_CASE("a container's state in words") {
  Container container;
  container.state = Container::State::running;
  CHECK(state_in_words(container) == "running");
  container.state = Container::State::exited;
  container.exit_code = 137;
  container.attempt = 1;
  CHECK(state_in_words(container) == "exited with code 137, killed from outside, restarted 1 time");
}

TEST_CASE("gathered are the newest container of each name and the kubelet's journal") {
  Containers cri;
  MemorySystem system{Machine{}};
  system.machine.active = {"kubelet"};
  system.machine.journals["kubelet"] = {"one", "two"};
  auto foreign = container("web", 3);
  foreign.pod_namespace = "default";
  cri.all = {container("etcd", 2), container("etcd", 1), foreign};
  const auto evidence = gather(cri, system, MemoryFiles());
  REQUIRE(evidence.containers.size() == 1);
  CHECK(evidence.containers[0].container.created == 2);
  CHECK(evidence.kubelet == Lines{"one", "two"});
  CHECK(evidence.kubelet_active);
  CHECK(evidence.runtime_silence.empty());
}

TEST_CASE("of a log its last lines count, without empty ones") {
  std::string text;
  for (int i = 0; i < 300; ++i) text += stamped("line " + std::to_string(i)) + stamped("");
  const auto lines = log(text);
  CHECK(lines.size() == 60);
  CHECK(lines.front() == "line 240");
  CHECK(lines.back() == "line 299");
}

TEST_CASE("a program's stack is not what it said last") {
  CHECK(log(stamped("panic: no") + stamped("goroutine 1 [running]:") + stamped("main.main()")) ==
        Lines{"panic: no"});
}

TEST_CASE("log lines are made readable") {
  CHECK(readable("2026-11-21T14:30:24.1Z stderr F Error: no") == "Error: no");
  CHECK(readable("as it is") == "as it is");
  CHECK(
      readable(R"({"level":"fatal","ts":"now","msg":"failed","error":"taken","stacktrace":"x"})") ==
      "fatal: failed: taken");
  CHECK(readable(R"({"msg":"failed","path":"/db"})") == "failed: /db");
  CHECK(readable(R"({"level":"fatal"})") == R"({"level":"fatal"})");
  CHECK(readable(R"({"level":)") == R"({"level":)");
}

TEST_CASE("a kubelet's errors are told once, without what follows from a missing API server") {
  const Lines journal = {
      "Started kubelet.service",
      "I1121 17:10:11.378003     224 server.go:1] \"Starting\"",
      "E1121 17:10:11.378003     224 kubelet.go:2] \"Unable to register mirror pod because x\"",
      "E1121 17:10:11.378003     224 pod.go:3] \"No disk\"",
      "E1121 17:10:12.378003     224 pod.go:3] \"No disk\"",
  };
  CHECK(telling(journal) == Lines{journal[0], journal[4]});
}

}  // namespace kcluster
