#include "tests/etcd/real_cluster.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "base/json.h"
#include "base/text.h"
#include "etcd/real_etcd.h"
#include "host/await.h"
#include "host/process.h"
#include "http/real_http.h"

// c-ares 1.18, gRPC's resolver, forgets the name it was asked for when that is localhost
extern "C" const char* __lsan_default_suppressions() { return "leak:libcares"; }

namespace kcluster {
namespace {

using std::chrono::steady_clock;

class WallClock : public Clock {
 public:
  Time now() const override { return std::chrono::system_clock::now(); }
  void await(const std::string& what, Millis limit, const Missing& missing) const override {
    const auto began = steady_clock::now();
    await_at({[began] { return std::chrono::duration_cast<Millis>(steady_clock::now() - began); },
              [](Millis span) { std::this_thread::sleep_for(span); }},
             {}, what, limit, missing);
  }
};

// nobody else is given it before etcd takes it: the kernel hands out others first
unsigned free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool good = ::bind(fd, generic, size) == 0 && ::getsockname(fd, generic, &size) == 0;
  ::close(fd);
  if (!good) throw std::runtime_error("no free port");
  return ::ntohs(address.sin_port);
}

CertificateSpec spec(const std::string& name, std::vector<Usage> usages = {}) {
  const auto now = std::chrono::floor<Seconds>(std::chrono::system_clock::now());
  return {{name, {}}, {}, std::move(usages), now - Seconds(300), now + Seconds(86400)};
}

std::string at(unsigned port) { return "https://127.0.0.1:" + std::to_string(port); }

}  // namespace

std::string line_text(EtcdLine line) {
  if (line == EtcdLine::v3_5) return "3.5";
  return line == EtcdLine::v3_6 ? "3.6" : "3.7";
}

std::filesystem::path etcd_binary(EtcdLine line) {
  const char* name = line == EtcdLine::v3_5   ? "KCLUSTER_ETCD_3_5"
                     : line == EtcdLine::v3_6 ? "KCLUSTER_ETCD"
                                              : "KCLUSTER_ETCD_3_7";
  const char* path = std::getenv(name);
  if (!path) throw std::runtime_error(std::string(name) + " must name the etcd to run");
  return path;
}

RealCluster::RealCluster(std::vector<std::string> names, std::vector<std::string> more_flags)
    : RealCluster(std::move(names), std::move(more_flags), {}, EtcdLine::v3_6) {}

RealCluster::RealCluster(std::vector<std::string> names, EtcdLine line)
    : RealCluster(std::move(names), {}, {}, line) {}

RealCluster::RealCluster(std::vector<std::string> names, const Prepare& prepare, EtcdLine line)
    : RealCluster(std::move(names), {}, prepare, line) {}

RealCluster::RealCluster(std::vector<std::string> names, std::vector<std::string> more_flags,
                         const Prepare& prepare, EtcdLine line)
    : first_(std::move(names)),
      more_(std::move(more_flags)),
      line_(line),
      authority_key_(std::make_unique<Key>(Key::make(Algorithm::ecdsa_p256))),
      client_key_(std::make_unique<Key>(Key::make(Algorithm::ecdsa_p256))),
      clock_(std::make_shared<WallClock>()) {
  authority_ =
      std::make_unique<Certificate>(Certificate::authority(spec("etcd-ca"), *authority_key_));
  client_ = std::make_unique<Certificate>(
      Certificate::leaf(spec("healthcheck-client", {Usage::client_auth}), *client_key_, *authority_,
                        *authority_key_));
  write("ca.crt", authority_->pem());
  write("client.crt", client_->pem());
  write("client.key", client_key_->pem().reveal());
  if (prepare) prepare(*this);
  for (const auto& name : first_) start(name);
  await_leader();
}

std::string RealCluster::write(const std::string& name, const std::string& text) const {
  const auto path = folder_.path() / name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

const RealCluster::Ports& RealCluster::ports(const std::string& name) const {
  auto& both = ports_[name];
  if (!both.client) both = {free_port(), free_port()};
  return both;
}

std::string RealCluster::client_url(const std::string& name) const {
  return at(ports(name).client);
}
std::string RealCluster::peer_url(const std::string& name) const { return at(ports(name).peer); }

void RealCluster::certify(const std::string& name) {
  auto wish = spec(name, {Usage::server_auth, Usage::client_auth});
  wish.sans = {{"localhost"}, {"127.0.0.1"}};
  const auto key = Key::make(Algorithm::ecdsa_p256);
  write(name + ".crt", Certificate::leaf(wish, key, *authority_, *authority_key_).pem());
  write(name + ".key", key.pem().reveal());
}

std::vector<std::string> RealCluster::flags(const std::string& name) const {
  const bool first = std::find(first_.begin(), first_.end(), name) != first_.end();
  std::vector<std::string> members;
  for (const auto& each : first_) members.push_back(each + "=" + peer_url(each));
  if (!first) members.push_back(name + "=" + peer_url(name));
  const auto file = [this](const std::string& leaf) { return (folder_.path() / leaf).string(); };
  std::vector<std::string> made{
      "--name=" + name,
      "--data-dir=" + file(name),
      "--log-outputs=" + file(name + ".log"),
      "--listen-client-urls=" + client_url(name),
      "--advertise-client-urls=" + client_url(name),
      "--listen-peer-urls=" + peer_url(name),
      "--initial-advertise-peer-urls=" + peer_url(name),
      "--initial-cluster=" + join(members, ","),
      std::string("--initial-cluster-state=") + (first ? "new" : "existing"),
      "--unsafe-no-fsync",
      "--heartbeat-interval=100",
      "--election-timeout=1000"};
  for (const std::string prefix : {"--", "--peer-"}) {
    made.push_back(prefix + "cert-file=" + file(name + ".crt"));
    made.push_back(prefix + "key-file=" + file(name + ".key"));
    made.push_back(prefix + "trusted-ca-file=" + file("ca.crt"));
    made.push_back(prefix + "client-cert-auth=true");
  }
  made.insert(made.end(), more_.begin(), more_.end());
  return made;
}

void RealCluster::start(const std::string& name) {
  if (!std::filesystem::exists(folder_.path() / (name + ".crt"))) certify(name);
  // a test that is killed takes its etcds along
  std::vector<std::string> argv{"setpriv", "--pdeathsig", "KILL", etcd_binary(line_)};
  const auto own = flags(name);
  argv.insert(argv.end(), own.begin(), own.end());
  http_.reset();
  running_[name] = std::make_unique<Child>(argv);
}

EtcdAccess RealCluster::access() const {
  EtcdAccess made;
  for (const auto& [name, child] : running_) made.endpoints.push_back(client_url(name));
  made.authorities = authority_->pem();
  made.client_certificate = client_->pem();
  made.client_key = std::make_shared<Secret>(client_key_->pem());
  return made;
}

std::shared_ptr<Etcd> RealCluster::etcd() const { return make_etcd(access(), {}); }

void RealCluster::await_leader() const {
  const auto all = etcd();
  clock_->await("a leader", Millis(60000), [&]() -> std::optional<std::string> {
    std::uint64_t leader = 0;
    for (const auto& url : all->endpoints()) {
      const auto seen = all->status(url);
      if (seen.leader == 0 || (leader && leader != seen.leader)) return url + " has no leader";
      leader = seen.leader;
    }
    return std::nullopt;
  });
}

Response RealCluster::post(const std::string& path, const Json& body) const {
  const auto whole = access();
  Endpoint endpoint;
  endpoint.url = whole.endpoints.front();
  endpoint.authorities = whole.authorities;
  endpoint.client_certificate = whole.client_certificate;
  endpoint.client_key = whole.client_key;
  if (!http_) http_ = make_http(endpoint, {});
  Request request;
  request.method = "POST";
  request.path = path;
  request.body = body.dump();
  return http_->send(request);
}

int RealCluster::put(const std::string& key, const std::string& value) const {
  const Json body{{"key", base64(key)}, {"value", base64(value)}};
  return post("/v3/kv/put", body).status;
}

Json RealCluster::gateway(const std::string& path, const Json& body) const {
  const auto answer = post(path, body);
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return Json::parse(answer.body);
}

std::string RealCluster::ctl(std::vector<std::string> argv) const {
  const auto file = [this](const std::string& leaf) { return (folder_.path() / leaf).string(); };
  const std::vector<std::string> reach{"--endpoints=" + join(access().endpoints, ","),
                                       "--cacert=" + file("ca.crt"), "--cert=" + file("client.crt"),
                                       "--key=" + file("client.key")};
  argv.insert(argv.end(), reach.begin(), reach.end());
  return tool("etcdctl", std::move(argv));
}

std::string RealCluster::initial_cluster() const {
  std::vector<std::string> members;
  for (const auto& each : first_) members.push_back(each + "=" + peer_url(each));
  return join(members, ",");
}

std::string RealCluster::tool(const std::string& name, std::vector<std::string> argv) {
  argv.insert(argv.begin(), etcd_binary(EtcdLine::v3_6).parent_path() / name);
  const auto outcome = run_program(argv, {}, {});
  INFO(outcome.err);
  REQUIRE(outcome.exit == 0);
  return outcome.out;
}

}  // namespace kcluster
