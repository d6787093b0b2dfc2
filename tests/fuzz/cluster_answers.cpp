#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "host/memory_system.h"
#include "observe/cluster.h"
#include "observe/cluster_info_fetch.h"
#include "phases/bridge.h"
#include "phases/download_certs.h"
#include "phases/kubelet_certificate.h"
#include "phases/mark_control_plane.h"

namespace {

using namespace kcluster;

/// A server that says the same to everything.
class Parrot : public Http {
 public:
  explicit Parrot(Response answer) : answer_(std::move(answer)) {}
  Response get(const std::string&) const override { return answer_; }
  Response send(const Request&) override { return {201, "{}", {}}; }

 private:
  Response answer_;
};

// What the corpus has a certificate and sealed files for.
constexpr const char* kKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgya2GErpytVrXn3EP\n"
    "jQlS0II570Fop4Jz55ZjGEhrK6qhRANCAARmThZLRnzIQ60JZi6UmZCrnYi8nc8c\n"
    "Yz3o0+464kR7n/tESH0noOhVNAsx7WgWf2SGNbgVd2qcb7N/10mTw/US\n"
    "-----END PRIVATE KEY-----\n";
const Time kNow{Seconds(1795305600)};  // 2026-11-22T00:00:00Z

void ask_certificate(const std::shared_ptr<Parrot>& server) {
  static const Key key = Key::parse(kKey, "fuzz");
  const MemoryClock clock(kNow);
  KubeletBootstrapPlan plan;
  plan.node = "w1";
  plan.limit = Seconds(1);
  Client api(server);
  signed_certificate(plan, key, api, clock);
}

void ask_shared_files(const std::shared_ptr<Parrot>& server) {
  MemoryFiles files;
  const auto key = std::make_shared<const Secret>(std::string(64, 'a'));
  const auto shared = observe_shared_certificates(Client(server));
  lacks_ca_key(shared);
  download_certs({{{"ca.crt", "/pki/ca.crt"}, {"sa.key", "/pki/sa.key"}}, key, shared}, files);
}

void ask_configurations(const std::shared_ptr<Parrot>& server) {
  observe_cluster(Client(server), "w1", MemoryClock(kNow));
}

void ask_cluster_info(const std::shared_ptr<Parrot>& server) {
  fetch_cluster_info(*server, "https://10.0.0.1:6443");
}

void ask_own_node(const std::shared_ptr<Parrot>& server) {
  MarkControlPlanePlan plan;
  plan.node = "w1";
  plan.limit = Seconds(1);
  Client api(server);
  mark_control_plane(plan, api, MemoryClock(kNow));
}

void ask_all_nodes(const std::shared_ptr<Parrot>& server) {
  MemoryFiles files;
  MemorySystem system;
  sync_bridge({"w1", "/usr/bin/kcluster", Seconds(0)}, Client(server), files, system,
              MemoryClock(kNow), {});
}

}  // namespace

/// A joining node's questions to the cluster that it has found, by the first byte, which also says
/// the status: the kubelet's certificate, the shared files, the configurations, cluster-info, the
/// node itself, the nodes to route to. Each answer is taken or throws Error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr void (*questions[])(const std::shared_ptr<Parrot>&) = {
      ask_certificate,  ask_shared_files, ask_configurations,
      ask_cluster_info, ask_own_node,     ask_all_nodes};
  constexpr int statuses[] = {404, 422, 200, 403};  // '0' to '7' ask with 200
  const std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
  Response answer{statuses[data[0] / 8 % 4], body, {}};
  answer.headers["date"] = body.substr(0, 29);
  try {
    questions[data[0] % 8 % 6](std::make_shared<Parrot>(answer));
  } catch (const kcluster::Error&) {
  }
  return 0;
}
