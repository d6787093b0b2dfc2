#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "config/duration.h"
#include "config/rules.h"
#include "config/syntax.h"
#include "kubernetes/traits.h"
#include "kubernetes/versions.h"

namespace kcluster::rules {
namespace {

constexpr std::array<std::string_view, 5> kAlgorithms{"RSA-2048", "RSA-3072", "RSA-4096",
                                                      "ECDSA-P256", "ECDSA-P384"};
constexpr std::array<std::string_view, 8> kPathTypes{
    "",       "DirectoryOrCreate", "Directory",  "FileOrCreate", "File",
    "Socket", "CharDevice",        "BlockDevice"};

template <std::size_t N>
bool among(const std::array<std::string_view, N>& known, std::string_view value) {
  return std::find(known.begin(), known.end(), value) != known.end();
}

template <class List>
std::string guess(const List& known, std::string_view value) {
  const std::vector<std::string> words(known.begin(), known.end());
  const auto near = did_you_mean(value, words);
  return near ? fmt::format("did you mean {}?", *near)
              : fmt::format("expected one of {}", fmt::join(known, ", "));
}

void version(const std::string& text, Found& found) {
  if (text.empty()) return;
  const auto minors = known_minors();
  const auto range = fmt::format("v1.{} to v1.{}", minors.front().minor, minors.back().minor);
  const auto parsed = Version::parse(text);
  if (!parsed)
    return found.error("kubernetesVersion", fmt::format("\"{}\" is no version", text),
                       "expected one such as v1.36.3; labels are never looked up on the internet");
  if (!find_minor(*parsed))
    found.error("kubernetesVersion", fmt::format("{} is not supported", parsed->text()),
                fmt::format("expected a version of {}", range));
}

void volumes(const std::vector<HostPathMount>& list, const std::string& path, Found& found) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto at = indexed(path, i);
    if (!is_dns_label(list[i].name))
      found.error(at + ".name", fmt::format("\"{}\" is no volume name", list[i].name),
                  "expected at most 63 of a-z, 0-9 and '-'");
    absolute(list[i].host_path, at + ".hostPath", found);
    absolute(list[i].mount_path, at + ".mountPath", found);
    if (!among(kPathTypes, list[i].path_type))
      found.error(at + ".pathType", fmt::format("unknown type \"{}\"", list[i].path_type),
                  guess(kPathTypes, list[i].path_type));
  }
}

void component(const ControlPlaneComponent& component, const std::string& path, Found& found) {
  arguments(component.extra_args, path + ".extraArgs", found);
  volumes(component.extra_volumes, path + ".extraVolumes", found);
  environment(component.extra_envs, path + ".extraEnvs", found);
}

void components(const ClusterConfiguration& cluster, Found& found) {
  component(cluster.api_server, "apiServer", found);
  auto names = cluster.api_server.cert_sans;
  for (auto& name : names) name = lower(name);
  alternative_names(names, "apiServer.certSANs", found);
  component(cluster.controller_manager, "controllerManager", found);
  component(cluster.scheduler, "scheduler", found);
}

void gates(const ClusterConfiguration& cluster, Found& found) {
  const auto& version = cluster.kubernetes_version;
  for (const auto& [name, value] : cluster.feature_gates) {
    const auto path = "featureGates." + name;
    if (!knows_gate(version, name))
      found.error(path, "unknown feature gate", guess(known_gates(version), name));
    else if (name == kRootlessGate && value)
      found.error(path, "kcluster does not run the control plane without root",
                  "leave it out; kubeadm is giving it up for the kubelet's user namespaces");
  }
}

/// kubeadm warns of long lives and of leaves that outlive their authority; none at all is a fault.
void lifetimes(const ClusterConfiguration& cluster, Found& found) {
  const struct {
    const char* path;
    Duration given, usual;
  } rows[] = {
      {"certificateValidityPeriod", cluster.certificate_validity, std::chrono::hours(8760)},
      {"caCertificateValidityPeriod", cluster.ca_certificate_validity, std::chrono::hours(87600)}};
  for (const auto& row : rows) {
    if (row.given <= Duration::zero())
      found.error(row.path, fmt::format("{} is no lifetime", duration_text(row.given)),
                  fmt::format("expected a duration such as {}", duration_text(row.usual)));
    else if (row.given > row.usual)
      found.warning(row.path, fmt::format("{} is longer than the recommended {}",
                                          duration_text(row.given), duration_text(row.usual)));
  }
  if (cluster.certificate_validity > cluster.ca_certificate_validity)
    found.warning("certificateValidityPeriod", "certificates would outlive their authority",
                  "make it at most caCertificateValidityPeriod");
}

}  // namespace

void cluster(const ClusterConfiguration& cluster, Found& found) {
  version(cluster.kubernetes_version, found);
  const auto& endpoint = cluster.control_plane_endpoint;
  if (!endpoint.empty() && !parse_host_port(endpoint))
    found.error("controlPlaneEndpoint", fmt::format("\"{}\" is no endpoint", endpoint),
                "expected host or host:port, the host an address or a DNS name in lower case");
  components(cluster, found);
  const auto& dns = cluster.dns.image_repository;
  if (!dns.empty()) repository(dns, "dns.imageRepository", found);
  repository(cluster.image_repository, "imageRepository", found);
  absolute(cluster.certificates_dir, "certificatesDir", found);
  gates(cluster, found);
  if (!among(kAlgorithms, cluster.encryption_algorithm))
    found.error("encryptionAlgorithm",
                fmt::format("unknown algorithm \"{}\"", cluster.encryption_algorithm),
                fmt::format("expected one of {}", fmt::join(kAlgorithms, ", ")));
  lifetimes(cluster, found);
}

}  // namespace kcluster::rules
