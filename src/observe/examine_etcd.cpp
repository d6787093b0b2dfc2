#include <charconv>

#include "base/attempt.h"
#include "base/text.h"
#include "etcd/endpoint.h"
#include "kube/pod_command.h"
#include "observe/etcd.h"
#include "observe/examine_parts.h"

namespace kcluster {
namespace {

constexpr const char* kSyncs = "etcd_disk_wal_fsync_duration_seconds_";
constexpr const char* kHalfSecond = "bucket{le=\"0.512\"}";
constexpr double kEnough = 1000;  // fewer say nothing: a start alone makes some slow ones

/// A line "NAME VALUE" of Prometheus's text; 0: there is none.
double metric(const std::string& text, const std::string& name) {
  const auto start = text.find("\n" + name + " ");
  if (start == text.npos) return 0;
  const auto* at = text.data() + start + name.size() + 2;
  double value = 0;
  std::from_chars(at, text.data() + text.size(), value);
  return value;
}

double slow_share(const std::string& metrics) {
  const auto all = metric(metrics, std::string(kSyncs) + "count");
  if (all < kEnough) return 0;
  return 1 - metric(metrics, std::string(kSyncs) + kHalfSecond) / all;
}

/// Over the plain port that etcd has for its probes.
void look_at_speed(const ExamineEyes& eyes, const std::vector<std::string>& command,
                   EtcdFindings& found) {
  const auto urls = flag_value(command, "listen-metrics-urls").value_or("");
  if (urls.empty()) return;
  const auto answer = attempt([&] {
    Endpoint peer;
    peer.url = parse_etcd_endpoint(split(urls, ',').front()).url;
    peer.timeout = eyes.patience;
    return eyes.http(peer)->get("/metrics");
  });
  if (answer && answer->ok())
    found.etcd.slow_syncs = slow_share(answer->body);
  else
    found.unseen.push_back("etcd's metrics: " +
                           (answer ? "status " + std::to_string(answer->status) : answer.why));
}

}  // namespace

EtcdFindings examine_etcd(const ExamineEyes& eyes) {
  EtcdFindings found;
  found.etcd.external = uses_external_etcd(eyes.files);
  const auto command = command_here("etcd", eyes.files);
  found.etcd.own_name = flag_value(command, "name").value_or("");
  const auto health = attempt([&]() -> std::optional<EtcdHealth> {
    const auto seen = observe_etcd(eyes.files);
    if (!seen) return std::nullopt;
    auto access = etcd_access(*seen, eyes.files);
    access.timeout = eyes.patience;
    return look_at_health(*eyes.etcd(access));
  });
  if (health)
    found.etcd.health = *health;
  else {
    found.etcd.silence = health.why;
    found.unseen.push_back("etcd: " + health.why);
  }
  if (found.etcd.health) look_at_speed(eyes, command, found);
  return found;
}

}  // namespace kcluster
