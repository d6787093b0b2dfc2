#include "report/cluster_status.h"

#include <fmt/format.h>

#include "base/text.h"
#include "host/rfc3339.h"
#include "report/columns.h"
#include "report/etcd.h"
#include "report/tokens.h"

namespace kcluster {
namespace {

constexpr std::chrono::days kSoon{30};  // a certificate is worth a word this long before its end

Result cluster_result(const ClusterStatus& status) {
  std::string words = "no API server answered\n";
  if (!status.endpoint.empty())
    words = fmt::format("Kubernetes {} at {}\n", status.version, status.endpoint);
  return {"cluster", {{"version", status.version}, {"endpoint", status.endpoint}}, words};
}

std::string condition(const NodeStatus& node) {
  return std::string(node.ready ? "Ready" : "NotReady") +
         (node.cordoned ? ",SchedulingDisabled" : "");
}

Result nodes_result(const std::vector<NodeStatus>& nodes) {
  Rows rows{{"NODE", "STATUS", "ROLES", "VERSION", "RUNTIME", "ADDRESS"}};
  Json list = Json::array();
  std::string faults;
  for (const auto& node : nodes) {
    const auto roles = join(node.roles, ",");
    rows.push_back({node.name, condition(node), roles.empty() ? "<none>" : roles,
                    or_dash(node.version), or_dash(node.runtime), or_dash(node.address)});
    if (!node.ready) faults += fmt::format("{}: {}\n", node.name, node.why);
    list.push_back({{"name", node.name},
                    {"roles", node.roles},
                    {"ready", node.ready},
                    {"cordoned", node.cordoned},
                    {"why", node.why},
                    {"version", node.version},
                    {"runtime", node.runtime},
                    {"address", node.address}});
  }
  return {"nodes", std::move(list), nodes.empty() ? "" : columns(rows) + faults};
}

std::string health(const ComponentStatus& component) {
  const std::string word = component.well ? (component.leads ? "well, leads" : "well") : "NOT WELL";
  return component.evidence == ComponentStatus::Evidence::pod ? word + " (its pod says)" : word;
}

Result components_result(const std::vector<ComponentStatus>& components) {
  Rows rows{{"COMPONENT", "NODE", "HEALTH"}};
  Json list = Json::array();
  std::string faults;
  for (const auto& each : components) {
    rows.push_back({each.name, each.node, health(each)});
    if (!each.well) faults += fmt::format("{} on {}: {}\n", each.name, each.node, each.why);
    const bool asked = each.evidence == ComponentStatus::Evidence::answer;
    list.push_back({{"node", each.node},
                    {"name", each.name},
                    {"well", each.well},
                    {"leads", each.leads},
                    {"evidence", asked ? "answer" : "pod"},
                    {"why", each.why}});
  }
  return {"components", std::move(list), components.empty() ? "" : columns(rows) + faults};
}

Result etcd_result(const std::optional<EtcdHealth>& etcd) {
  if (!etcd) return {"etcd", nullptr, ""};
  return status_result(*etcd, MemberColumns::brief);
}

Result backup_result(const ClusterStatus& status, Time now) {
  if (!status.backup)
    return {"backup", nullptr, status.etcd ? "no backup of etcd was taken on this node\n" : ""};
  const auto& backup = *status.backup;
  const auto age = std::chrono::duration_cast<Seconds>(now - backup.taken);
  return {"backup",
          {{"taken", rfc3339(backup.taken)},
           {"ageSeconds", age.count()},
           {"file", backup.file},
           {"revision", backup.revision}},
          fmt::format("last good backup {} ago, of revision {}: {}\n", short_span(age),
                      backup.revision, backup.file)};
}

std::string expiry_words(const CertificateStatus& certificate, Time now) {
  const auto left = certificate.expires - std::chrono::floor<Seconds>(now);
  const auto when = rfc3339(Time(certificate.expires));
  return left < Seconds(0)
             ? fmt::format("{} EXPIRED on {}", certificate.file, when)
             : fmt::format("{} expires in {}, on {}", certificate.file,
                           short_span(std::chrono::duration_cast<Seconds>(left)), when);
}

Result certificates_result(const std::vector<CertificateStatus>& certificates, Time now) {
  Json list = Json::array();
  std::string words;
  for (const auto& each : certificates) {
    const auto left = each.expires - std::chrono::floor<Seconds>(now);
    list.push_back({{"file", each.file},
                    {"authority", each.authority},
                    {"expires", rfc3339(Time(each.expires))},
                    {"secondsLeft", std::chrono::duration_cast<Seconds>(left).count()}});
    if (words.empty() || left < kSoon) words += expiry_words(each, now) + "\n";
  }
  return {"certificates", std::move(list), words};
}

Result tokens_result(const std::vector<TokenSecret>& tokens) {
  Json list = Json::array();
  std::string words;
  for (const auto& token : tokens) {
    list.push_back({{"id", token.id},
                    {"expires", token.expires},
                    {"usages", token.usages},
                    {"description", token.description}});
    if (!token.usages.empty())  // the others only time the life of shared certificates
      words +=
          fmt::format("bootstrap token {} {}\n", token.id,
                      token.expires.empty() ? "never expires" : "holds until " + token.expires);
  }
  return {"tokens", std::move(list), words};
}

Result unseen_result(const std::vector<std::string>& unseen) {
  std::string words;
  for (const auto& each : unseen) words += "not seen: " + each + "\n";
  return {"unseen", unseen, words};
}

}  // namespace

std::vector<Result> cluster_status_results(const ClusterStatus& status, Time now) {
  return {cluster_result(status),
          nodes_result(status.nodes),
          components_result(status.components),
          etcd_result(status.etcd),
          backup_result(status, now),
          certificates_result(status.certificates, now),
          tokens_result(status.tokens),
          unseen_result(status.unseen)};
}

}  // namespace kcluster
