#include <algorithm>
#include <future>

#include "base/attempt.h"
#include "base/json_in.h"
#include "base/net.h"
#include "base/text.h"
#include "http/date.h"
#include "kube/kubeconfig.h"
#include "kubernetes/names.h"
#include "kubernetes/paths.h"
#include "kubernetes/ports.h"
#include "observe/examine_parts.h"
#include "plan/static_pod.h"
#include "status/health_probes.h"

namespace kcluster {
namespace {

using Role = Examination::Role;

constexpr int kUnauthorized = 401;
constexpr const char* kServer = "kube-apiserver";

/// Who asks: the administrator, else the kubelet.
std::optional<Kubeconfig> asker(const ExamineEyes& eyes, Unseen& unseen) {
  for (const auto* path : {paths::admin_conf, paths::kubelet_conf}) {
    if (!eyes.files.look(path)) continue;
    auto config = attempt([&] { return read_kubeconfig(path, eyes.files); });
    if (config) return config.value;
    unseen.push_back("the cluster by " + std::string(path) + ": " + config.why);
  }
  return std::nullopt;
}

/// The node's own API server before the one that all share.
std::vector<Endpoint> servers(const Kubeconfig& config, Role role, const ExamineEyes& eyes) {
  std::vector<Endpoint> all;
  const auto shared = endpoint(config);
  if (role == Role::control_plane)
    if (const auto own =
            attempt([&] { return component_probe(kServer, {}, shared, eyes.files).endpoint; }))
      all.push_back(*own);
  if (all.empty() || all.front().url != shared.url) all.push_back(shared);
  for (auto& each : all) each.timeout = eyes.patience;
  return all;
}

/// "[-]etcd failed: reason withheld" of readyz?verbose.
std::vector<std::string> failed_checks(const std::string& body) {
  constexpr std::string_view kFailed = "[-]";
  std::vector<std::string> names;
  for (const auto& line : split(body, '\n'))
    if (line.starts_with(kFailed))
      names.push_back(line.substr(kFailed.size(), line.find(' ') - kFailed.size()));
  return names;
}

void take_date(const Response& answer, const std::string& server, Time now, Examination::Api& api) {
  const auto theirs = date_of(answer);
  if (!theirs) return;
  const auto ahead = std::chrono::duration_cast<Seconds>(now - *theirs);
  if (api.ahead && std::chrono::abs(*api.ahead) >= std::chrono::abs(ahead)) return;
  api.ahead = ahead;
  api.ahead_of = server;
}

/// The first that answers, and whether it is ready.
std::optional<Endpoint> first_answer(const ExamineEyes& eyes, const std::vector<Endpoint>& all,
                                     ApiFindings& found) {
  for (const auto& each : all) {
    const auto answer = attempt([&] { return eyes.http(each)->get("/readyz?verbose"); });
    if (!answer) {
      found.api.silence = answer.why;
      found.unseen.push_back("the cluster at " + each.url + ": " + answer.why);
      continue;
    }
    found.api.server = each.url;
    take_date(*answer, each.url, eyes.clock.now(), found.api);
    if (answer->status == kUnauthorized) found.api.refusal = "401 Unauthorized";
    found.api.unready = failed_checks(answer->body);
    return each;
  }
  return std::nullopt;
}

/// Where the other control planes' API servers are, by kubeadm's port.
std::vector<std::string> other_servers(const Client& api, const std::string& own) {
  const auto nodes =
      api.get(std::string("/api/v1/nodes?labelSelector=") + names::control_plane_label);
  std::vector<std::string> urls;
  if (!nodes) return urls;
  for (const auto& node : list_in(*nodes, "/items")) {
    const auto* address = of_type(list_in(node, "/status/addresses"), "InternalIP");
    if (!address || string_in(node, "/metadata/name") == own) continue;
    if (const auto ip = parse_ip(string_in(*address, "/address")))
      urls.push_back("https://" + host_port(ip->text(), ports::apiserver));
  }
  return urls;
}

/// An API server on this machine has this machine's clock.
void compare_clocks(const ExamineEyes& eyes, const Endpoint& own,
                    const std::vector<std::string>& others, Examination::Api& api) {
  std::vector<std::future<std::optional<Response>>> asked;
  for (const auto& url : others)
    asked.push_back(std::async(std::launch::async, [&eyes, &url, &own] {
      Endpoint peer;
      peer.url = url;
      peer.authorities = own.authorities;
      peer.timeout = eyes.patience;
      return attempt([&] { return eyes.http(peer)->get("/version"); }).value;
    }));
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (const auto answer = asked[i].get()) take_date(*answer, others[i], eyes.clock.now(), api);
}

}  // namespace

ApiFindings examine_api(const ExamineEyes& eyes, Role role, const std::string& node) {
  ApiFindings found;
  if (role == Role::none) return found;
  const auto config = asker(eyes, found.unseen);
  if (!config) return found;
  const auto server = first_answer(eyes, servers(*config, role, eyes), found);
  if (!server || !found.api.refusal.empty()) return found;
  const Client api(eyes.http(*server));
  if (role == Role::control_plane)
    if (const auto others = attempt([&] { return other_servers(api, node); }))
      compare_clocks(eyes, *server, *others, found.api);
  examine_objects(api, role, node, eyes.clock.now(), found);
  return found;
}

}  // namespace kcluster
