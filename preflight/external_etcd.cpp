#include <fmt/format.h>

#include "base/attempt.h"
#include "base/error.h"
#include "base/json.h"
#include "kubernetes/versions.h"
#include "preflight/checks.h"

namespace kcluster {
namespace {

constexpr const char* kOldest = "3.5.24";  // kubeadm 1.36's bound
constexpr const char* kName = "ExternalEtcdVersion";

/// "https://10.0.0.5:2379/etcd/" is the peer https://10.0.0.5:2379 and the path /etcd/version.
struct Place {
  std::string peer, path;
};

Place place_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto slash = url.find('/', scheme == url.npos ? 0 : scheme + 3);
  Place place{url.substr(0, slash), slash == url.npos ? "" : url.substr(slash)};
  while (!place.path.empty() && place.path.back() == '/') place.path.pop_back();
  place.path += "/version";
  return place;
}

std::string read_file(const Files& files, const std::string& path) {
  if (path.empty()) return "";
  auto content = files.read(path);
  if (!content) throw Error(path + " does not exist");
  return *content;
}

Endpoint endpoint_of(const ExternalEtcdNeed& etcd, const Files& files, const std::string& peer) {
  Endpoint endpoint;
  endpoint.url = peer;
  endpoint.authorities = read_file(files, etcd.ca_file);
  endpoint.client_certificate = read_file(files, etcd.cert_file);
  if (!etcd.key_file.empty())
    endpoint.client_key = std::make_shared<const Secret>(Secret(read_file(files, etcd.key_file)));
  return endpoint;
}

std::string server_version(const Response& answer) {
  if (!answer.ok()) throw Error(fmt::format("it answered {}", answer.status));
  const auto said = Json::parse(answer.body, nullptr, false);
  const auto it = said.is_object() ? said.find("etcdserver") : said.end();
  if (it == said.end() || !it->is_string()) throw Error("it does not answer like etcd");
  return it->get<std::string>();
}

Findings judge_version(const std::string& url, const std::string& text) {
  const auto version = Version::parse(text);
  if (version && *version >= *Version::parse(kOldest)) return {};
  return {error(kName, fmt::format("etcd at {} is {}, at least {} is needed", url, text, kOldest),
                "upgrade external etcd first")};
}

Findings ask(const CheckPlan& plan, const Look& look, const std::string& url) {
  const auto place = place_of(url);
  const auto version = attempt([&] {
    const auto http = look.http(endpoint_of(plan.external_etcd, look.files, place.peer));
    return server_version(http->get(place.path));
  });
  if (version) return judge_version(url, *version);
  return {error(kName, fmt::format("etcd at {} does not tell its version: {}", url, version.why),
                fmt::format("see what `curl {}{}` says", place.peer, place.path))};
}

}  // namespace

Findings check_etcd_client_files(const CheckPlan& plan, const Look& look) {
  Findings out;
  for (const auto& file : plan.etcd_client_files)
    if (!look.files.look(file))
      out.push_back(
          error("ExternalEtcdClientCertificates", file + " does not exist",
                "copy external etcd's client files to this node, or correct etcd.external"));
  return out;
}

Findings check_external_etcd(const CheckPlan& plan, const Look& look) {
  Findings out;
  for (const auto& url : plan.external_etcd.http_endpoints)
    for (auto& finding : ask(plan, look, url)) out.push_back(std::move(finding));
  return out;
}

}  // namespace kcluster
