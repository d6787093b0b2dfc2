#include <fmt/format.h>

#include "config/rules.h"
#include "config/syntax.h"
#include "kubernetes/traits.h"

namespace kcluster::rules {
namespace {

void local(const LocalEtcd& etcd, Found& found) {
  absolute(etcd.data_dir, "etcd.local.dataDir", found);
  alternative_names(etcd.server_cert_sans, "etcd.local.serverCertSANs", found);
  alternative_names(etcd.peer_cert_sans, "etcd.local.peerCertSANs", found);
  const auto& images = etcd.image_repository;
  if (!images.empty()) repository(images, "etcd.local.imageRepository", found);
  arguments(etcd.extra_args, "etcd.local.extraArgs", found);
  environment(etcd.extra_envs, "etcd.local.extraEnvs", found);
}

enum class Schemes { https, any };

void endpoints(const std::vector<std::string>& list, const std::string& path, Schemes schemes,
               Found& found) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto scheme = url_scheme(list[i]);
    const bool web = scheme == "https" || scheme == "http";
    if (!web)
      found.error(indexed(path, i), fmt::format("\"{}\" is no endpoint", list[i]),
                  "expected https://host:port");
    else if (schemes == Schemes::https && scheme != "https")
      found.error(indexed(path, i), fmt::format("\"{}\" is not https", list[i]),
                  "with certificates given, endpoints must be https://host:port");
  }
}

void files(const ExternalEtcd& etcd, Found& found) {
  const std::pair<const char*, const std::string&> rows[] = {
      {"caFile", etcd.ca_file}, {"certFile", etcd.cert_file}, {"keyFile", etcd.key_file}};
  for (const auto& [name, file] : rows)
    if (!file.empty()) absolute(file, std::string("etcd.external.") + name, found);
  if (etcd.cert_file.empty() != etcd.key_file.empty())
    found.error(etcd.cert_file.empty() ? "etcd.external.certFile" : "etcd.external.keyFile",
                "certFile and keyFile belong together", "give both or neither");
  if (!etcd.cert_file.empty() && !etcd.key_file.empty() && etcd.ca_file.empty())
    found.error("etcd.external.caFile", "is missing beside certFile and keyFile",
                "name the authority that etcd's certificates are checked with");
}

void external(const ExternalEtcd& etcd, const std::string& version, Found& found) {
  const bool plain = etcd.ca_file.empty() && etcd.cert_file.empty() && etcd.key_file.empty();
  files(etcd, found);
  if (etcd.endpoints.empty())
    found.error("etcd.external.endpoints", "no endpoint given", "expected https://host:port");
  endpoints(etcd.endpoints, "etcd.external.endpoints", plain ? Schemes::any : Schemes::https,
            found);
  if (etcd.http_endpoints == etcd.endpoints) return;
  if (!does(version, Trait::etcd_http_endpoints))
    return found.error("etcd.external.httpEndpoints", version + " does not know them yet",
                       "leave them out: the endpoints serve for both");
  endpoints(etcd.http_endpoints, "etcd.external.httpEndpoints", Schemes::any, found);
}

}  // namespace

void etcd(const ClusterConfiguration& cluster, Found& found) {
  if (cluster.external_etcd)
    external(*cluster.external_etcd, cluster.kubernetes_version, found);
  else
    local(cluster.local_etcd, found);
}

}  // namespace kcluster::rules
