#include <fmt/format.h>

#include "base/error.h"
#include "base/yaml.h"
#include "host/memory_files.h"
#include "observe/cluster_info_fetch.h"

namespace kcluster {
namespace {

constexpr std::size_t kLargestFile = 1u << 20;

std::string fetch_file(const std::string& url, const DiscoveryEyes& eyes) {
  const auto slash = url.find('/', std::string_view("https://").size());
  auto endpoint = info_endpoint(url.substr(0, slash));
  const auto response = eyes.http(endpoint)->get(slash == url.npos ? "/" : url.substr(slash));
  if (response.ok()) return response.body;
  throw Error(fmt::format("{} answers {} instead of a discovery file", url, response.status),
              "check --discovery-file");
}

std::string read_file(const std::string& path, const Files& files) {
  const auto stat = files.look(path);
  if (stat && stat->size > kLargestFile)
    throw Error(path + " is too large for a discovery file", "check --discovery-file", Exit::usage);
  if (auto text = files.read(path)) return *text;
  throw Error("there is no discovery file " + path, "check --discovery-file", Exit::usage);
}

Kubeconfig read_discovery_file(const std::string& file, const DiscoveryEyes& eyes) {
  const bool remote = file.rfind("https://", 0) == 0;
  const auto path = file.rfind("file://", 0) == 0 ? file.substr(7) : file;
  const auto documents =
      read_yaml(remote ? fetch_file(file, eyes) : read_file(path, eyes.files), file);
  if (documents.size() != 1)
    throw Error(file + " is no kubeconfig: it must hold exactly one document",
                "check --discovery-file", Exit::usage);
  // a remote file must not have this node's files sent to the server that it names
  const MemoryFiles none;
  return parse_discovery_file(documents.front().root, remote ? Path("/") : Path(path),
                              remote ? static_cast<const Files&>(none) : eyes.files);
}

}  // namespace

Discovered discover_by_file(const JoinConfiguration& settled, const DiscoveryEyes& eyes) {
  Discovered found;
  found.bootstrap = read_discovery_file(settled.discovery.file, eyes);
  found.server = found.bootstrap.server;
  auto peer = endpoint(found.bootstrap);
  peer.largest_body = largest_cluster_info;
  const auto http = eyes.http(peer);
  FetchedInfo fetched;
  eyes.clock.await("the cluster at " + peer.url, discovery_limit(settled),
                   [&]() -> std::optional<std::string> {
                     fetched = fetch_cluster_info(*http, peer.url);
                     return std::nullopt;
                   });
  if (found.bootstrap.authorities.empty() && fetched.info)
    found.bootstrap.authorities = fetched.info->authorities;
  if (found.bootstrap.authorities.empty())
    throw Error("the discovery file names no authority of the cluster, and " + peer.url +
                    " does not tell it",
                "add certificate-authority-data to the file");
  if (fetched.date) found.clock_ahead = ahead_of(eyes.clock.now(), *fetched.date);
  return found;
}

}  // namespace kcluster
