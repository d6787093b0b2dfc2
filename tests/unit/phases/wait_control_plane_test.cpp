#include "phases/wait_control_plane.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "tests/support/spoken_cri.h"

namespace kcluster {
namespace {

/// A component's health as a peer: answers `status`, or nothing while it is 0.
struct Health : Http {
  std::map<std::string, int>& status;
  std::string url;
  Health(std::map<std::string, int>& all, std::string mine) : status(all), url(std::move(mine)) {}
  Response get(const std::string& path) const override {
    const auto found = status.find(url + path);
    if (found == status.end() || found->second == 0) throw Silence(url + ": connection refused");
    if (found->second < 0) throw Error("certificate signed by unknown authority");
    return {found->second, "", {}};
  }
  Response send(const Request&) override { return {405, "", {}}; }
};

struct Containers : SpokenCri {
  std::vector<Container> all;
  std::function<void()> time_passes = [] {};
  std::vector<Container> containers() const override {
    time_passes();
    return all;
  }
};

const std::string kApi = "https://192.168.1.20:6443/readyz";
const std::string kManager = "https://127.0.0.1:10257/healthz";
const std::string kScheduler = "https://[::1]:1259/livez";
const std::string kKubelet = "http://127.0.0.1:10248/healthz";

struct Node {
  std::map<std::string, int> status;
  std::vector<Endpoint> dialled;
  MemoryFiles files;
  MemorySystem system{Machine{}};
  MemoryClock clock;
  Containers cri;
  Dial dial = [this](const Endpoint& to) -> std::shared_ptr<Http> {
    dialled.push_back(to);
    return std::make_shared<Health>(status, to.url);
  };
  WaitPlan plan{"192.168.1.20", 6443, std::chrono::minutes(4), std::chrono::minutes(4)};

  Node() {
    system.machine.active = {"kubelet"};
    files.write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n", {});
    manifest("kube-apiserver", "--advertise-address=192.168.1.20");
    manifest("kube-controller-manager", "--bind-address=0.0.0.0");
    manifest("kube-scheduler", "--bind-address=::1, --secure-port=1259");
  }
  void manifest(const std::string& name, const std::string& flags) {
    files.write(
        "/etc/kubernetes/manifests/" + name + ".yaml",
        "spec: {containers: [{name: " + name + ", command: [" + name + ", " + flags + "]}]}", {});
  }
  void exited(const std::string& name, int code, const std::string& log) {
    Container container;
    container.name = name;
    container.pod_namespace = "kube-system";
    container.state = Container::State::exited;
    container.exit_code = code;
    container.reason = "Error";
    container.attempt = 3;
    container.finished =
        std::chrono::nanoseconds((clock.now() + Seconds(1)).time_since_epoch()).count();
    container.log_path = "/var/log/pods/" + name + ".log";
    files.write(container.log_path, "2026-11-21T14:30:24.1Z stderr F " + log + "\n", {});
    cri.all.push_back(container);
  }
  WaitEyes eyes() { return {files, system, clock, cri, dial}; }
  void wait() {
    const auto now = eyes();
    wait_components(plan, Endpoint{"https://elsewhere", "CA"}, now);
  }
  void wait_for_kubelet() {
    const auto now = eyes();
    wait_kubelet(plan, now);
  }
  template <class Wait>
  Error failure(Wait wait_for) {
    try {
      wait_for();
    } catch (const Error& error) {
      return error;
    }
    throw std::logic_error("nothing failed");
  }
};

bool told(const Error& error, const std::string& subject, const std::string& words) {
  for (const auto& finding : error.findings)
    if (finding.name == subject && finding.what.find(words) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("components are asked where their manifests say, only the API server verified") {
  Node n;
  n.status = {{kApi, 200}, {kManager, 200}, {kScheduler, 200}};
  n.wait();
  REQUIRE(n.dialled.size() == 3);
  CHECK(n.dialled[0].verify == Endpoint::Verify::no);
  CHECK(n.dialled[0].authorities.empty());
  CHECK(n.dialled[2].verify == Endpoint::Verify::yes);
  CHECK(n.dialled[2].authorities == "CA");
}

TEST_CASE("the kubelet is asked where its configuration says, or not at all") {
  Node n;
  n.status = {{kKubelet, 200}};
  n.wait_for_kubelet();
  n.files.write("/var/lib/kubelet/config.yaml", "healthzPort: 0\n", {});
  n.status.clear();
  n.wait_for_kubelet();
  n.files.write("/var/lib/kubelet/config.yaml", "healthzPort: 1248\nhealthzBindAddress: 0.0.0.0\n",
                {});
  n.status = {{"http://127.0.0.1:1248/healthz", 200}};
  n.wait_for_kubelet();
}

TEST_CASE("a kubelet that cannot start is given up early, with its own words") {
  Node n;
  n.system.machine.journals["kubelet"] = {
      "Failed to run kubelet: running with swap on is not supported, please disable swap"};
  const auto begun = n.clock.now();
  const auto error = n.failure([&] { n.wait_for_kubelet(); });
  CHECK(std::string(error.what()).find("swap is on") != std::string::npos);
  CHECK(error.remedy.find("swapoff") != std::string::npos);
  CHECK(told(error, "kubelet", "running with swap on"));
  CHECK(n.clock.now() - begun < Seconds(10));
}

TEST_CASE("a component that exits is named with its code, last lines and the cause, at once") {
  Node n;
  n.status = {{kManager, 200}, {kScheduler, 200}};
  n.exited("kube-apiserver", 1, "Error: unknown flag: --frobnicate");
  const auto begun = n.clock.now();
  const auto error = n.failure([&] { n.wait(); });
  CHECK(std::string(error.what())
            .find("kube-apiserver: the component does not know one of its flags") == 0);
  CHECK(told(error, "kube-apiserver", "exited with code 1 (Error), restarted 3 times"));
  CHECK(told(error, "kube-apiserver", "unknown flag: --frobnicate"));
  CHECK_FALSE(told(error, "kube-scheduler", ""));
  CHECK(n.clock.now() - begun < Seconds(10));
}

TEST_CASE("what an earlier run left does not end the waiting") {
  Node n;
  n.exited("kube-apiserver", 1, "Error: unknown flag: --frobnicate");
  n.cri.all[0].finished -= 3600LL * 1000000000;
  const auto begun = n.clock.now();
  n.failure([&] { n.wait(); });
  CHECK(n.clock.now() - begun >= std::chrono::minutes(4));
}

TEST_CASE("what comes back unchanged again and again is given up long before the limit") {
  Node n;
  n.exited("etcd", 1, "listen tcp 192.168.1.20:2380: bind: address already in use");
  const auto begun = n.clock.now();
  n.cri.time_passes = [&] {
    const auto twelves = (n.clock.now() - begun) / Seconds(12);
    const auto last = begun + Seconds(12 * twelves + 1);
    n.cri.all[0].finished = std::chrono::nanoseconds(last.time_since_epoch()).count();
  };
  const auto error = n.failure([&] { n.wait(); });
  CHECK(n.clock.now() - begun < std::chrono::minutes(1));
  CHECK(std::string(error.what()).find("etcd: another process listens") == 0);
}

TEST_CASE("lines after the telling one are not shown") {
  Node n;
  n.exited("etcd", 2, "flag provided but not defined: -nonsense");
  n.files.write(n.cri.all[0].log_path,
                *n.files.read(n.cri.all[0].log_path) + "2026-11-21T14:30:24.1Z stderr F Usage:\n",
                {});
  const auto error = n.failure([&] { n.wait(); });
  CHECK(told(error, "etcd", "exited with code 2"));
  CHECK(told(error, "etcd", "flag provided"));
  CHECK_FALSE(told(error, "etcd", "Usage:"));
  CHECK(told(error, "kube-apiserver", "has no container"));
}

TEST_CASE("without a known cause all that is unhealthy is shown, and the kubelet's errors") {
  Node n;
  n.status = {{kManager, 200}, {kScheduler, 200}};
  n.exited("kube-apiserver", 0, "still starting");
  n.cri.all[0].state = Container::State::running;
  n.system.machine.journals["kubelet"] = {
      "E1121 17:10:11.378003     224 pod.go:3] \"Something else\"",
      "I1121 17:10:11.378003     224 pod.go:3] \"Fine\""};
  const auto error = n.failure([&] { n.wait(); });
  CHECK(std::string(error.what()).find("gave up after 4m0s") != std::string::npos);
  CHECK(told(error, "kube-apiserver", "running, restarted 3 times"));
  CHECK(told(error, "kube-apiserver", "still starting"));
  CHECK(told(error, "kubelet", "Something else"));
  CHECK_FALSE(told(error, "kubelet", "Fine"));
}

TEST_CASE("what ended for want of the API server is not named as the cause of its silence") {
  Node n;
  n.exited("kube-apiserver", 0, "still starting");
  n.cri.all[0].state = Container::State::running;
  n.exited("kube-controller-manager", 1, "leaderelection lost");
  const auto error = n.failure([&] { n.wait(); });
  CHECK(std::string(error.what()).find("exited with code 1") == std::string::npos);
  CHECK(told(error, "kube-apiserver", "still starting"));
  CHECK(told(error, "kube-controller-manager", "leaderelection lost"));
}

TEST_CASE("what may still recover is waited for to the limit, then explained") {
  Node n;
  n.exited("kube-apiserver", 1, "dial tcp 127.0.0.1:2379: connect: connection refused");
  n.exited("etcd", 1, "listen tcp 192.168.1.20:2380: bind: address already in use");
  const auto begun = n.clock.now();
  const auto error = n.failure([&] { n.wait(); });
  CHECK(n.clock.now() - begun >= std::chrono::minutes(4));
  CHECK(std::string(error.what()).find("etcd: another process listens") == 0);
}

TEST_CASE("a wrong certificate of the API server ends the waiting at once") {
  Node n;
  n.status = {{kApi, -1}, {kManager, 200}, {kScheduler, 200}};
  const auto begun = n.clock.now();
  const auto error = n.failure([&] { n.wait(); });
  CHECK(std::string(error.what()).find("unknown authority") != std::string::npos);
  CHECK(n.clock.now() == begun);
}

TEST_CASE("a silent runtime does not hide what is known") {
  Node n;
  n.cri.silence = "no socket";
  n.system.machine.active.clear();
  const auto error = n.failure([&] { n.wait(); });
  CHECK(std::string(error.what()).find("kubelet: the kubelet is not running") == 0);
  CHECK(told(error, "kube-scheduler", "has no container"));
}

TEST_CASE("a missing manifest is said, with the phase that makes it") {
  Node n;
  n.files.remove("/etc/kubernetes/manifests/kube-scheduler.yaml");
  CHECK_THROWS_WITH(n.wait(), Catch::Contains("kube-scheduler.yaml"));
}

}  // namespace kcluster
