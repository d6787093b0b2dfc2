#include "plan/etcd.h"

#include <charconv>

#include "base/text.h"
#include "kubernetes/ports.h"
#include "kubernetes/traits.h"
#include "kubernetes/versions.h"
#include "plan/args.h"
#include "plan/images.h"

namespace kcluster {
namespace {

struct Metrics {
  std::string scheme = "HTTP", host;
  unsigned port = ports::etcd_metrics;
};

// host, host:port, [host]:port; an unusable port leaves the default.
void read_authority(std::string_view text, Metrics& out) {
  std::string_view host = text, port;
  if (const auto close = text.find(']'); text.starts_with('[') && close != text.npos) {
    host = text.substr(1, close - 1);
    if (text.size() > close + 1 && text[close + 1] == ':') port = text.substr(close + 2);
  } else if (const auto colon = text.rfind(':'); colon != text.npos) {
    host = text.substr(0, colon);
    port = text.substr(colon + 1);
  }
  if (!host.empty()) out.host = host;
  unsigned number = 0;
  const auto [end, fault] = std::from_chars(port.data(), port.data() + port.size(), number);
  const bool whole = fault == std::errc{} && end == port.data() + port.size();
  if (whole && number >= 1 && number <= 65535) out.port = number;
}

// The kubelet probes where etcd serves its metrics: the first of the user's URLs, if there are any.
Metrics metrics(const Config& c) {
  Metrics out{.host = loopback_like(c.init.local_api.advertise_address)};
  const auto urls = last_value(c.cluster.local_etcd.extra_args, "listen-metrics-urls");
  if (!urls) return out;
  std::string_view url = *urls;
  url = url.substr(0, url.find(','));
  const auto colon = url.find("://");
  if (colon == url.npos) return out;
  if (url.substr(0, colon) == "https") out.scheme = "HTTPS";
  url.remove_prefix(colon + 3);
  read_authority(url.substr(0, url.find_first_of("/?#")), out);
  return out;
}

std::vector<Arg> listening_args(const Config& c) {
  const auto& address = c.init.local_api.advertise_address;
  const std::string here = loopback_like(address);
  return {{"name", c.init.node.name},
          {"listen-client-urls", etcd_client_url(here) + "," + etcd_client_url(address)},
          {"advertise-client-urls", etcd_client_url(address)},
          {"listen-peer-urls", etcd_peer_url(address)},
          {"initial-advertise-peer-urls", etcd_peer_url(address)},
          {"listen-metrics-urls", "http://" + host_port(here, ports::etcd_metrics)}};
}

std::vector<Arg> trust_args(const ClusterConfiguration& cluster) {
  const std::string pki = cluster.certificates_dir + "/etcd/";
  return {{"data-dir", cluster.local_etcd.data_dir},
          {"cert-file", pki + "server.crt"},
          {"key-file", pki + "server.key"},
          {"trusted-ca-file", pki + "ca.crt"},
          {"client-cert-auth", "true"},
          {"peer-cert-file", pki + "peer.crt"},
          {"peer-key-file", pki + "peer.key"},
          {"peer-trusted-ca-file", pki + "ca.crt"},
          {"peer-client-cert-auth", "true"},
          {"snapshot-count", "10000"}};
}

// etcd 3.6 gave up the prefix; what carries a tag that is no version counts as older, too.
std::vector<Arg> watchful_args(const ClusterConfiguration& cluster) {
  const auto tag = Version::parse(cluster.local_etcd.image_tag);
  const bool old = !cluster.local_etcd.image_tag.empty() && (!tag || *tag < Version{3, 6, 0, {}});
  if (old && does(cluster.kubernetes_version, Trait::etcd_experimental_flags))
    return {{"experimental-initial-corrupt-check", "true"},
            {"experimental-watch-progress-notify-interval", "5s"}};
  return {{"feature-gates", "InitialCorruptCheck=true"}, {"watch-progress-notify-interval", "5s"}};
}

std::vector<Arg> cluster_args(const Config& c, std::span<const InitialMember> members) {
  if (members.empty())
    return {{"initial-cluster",
             c.init.node.name + "=" + etcd_peer_url(c.init.local_api.advertise_address)}};
  std::vector<std::string> peers;
  for (const auto& member : members) peers.push_back(member.name + "=" + member.peer_url);
  return {{"initial-cluster", join(peers, ",")}, {"initial-cluster-state", "existing"}};
}

std::vector<std::string> command(const Config& c, std::span<const InitialMember> members) {
  std::vector<Arg> defaults = listening_args(c);
  for (const auto& more :
       {trust_args(c.cluster), watchful_args(c.cluster), cluster_args(c, members)})
    defaults.insert(defaults.end(), more.begin(), more.end());
  return command_line("etcd", std::move(defaults), c.cluster.local_etcd.extra_args);
}

}  // namespace

std::string etcd_client_url(const std::string& address) {
  return "https://" + host_port(address, ports::etcd_client);
}

std::string etcd_peer_url(const std::string& address) {
  return "https://" + host_port(address, ports::etcd_peer);
}

EtcdPlan plan_etcd(const Config& c, const Surroundings& around,
                   std::span<const InitialMember> members) {
  if (c.cluster.external_etcd) return {.local = false};
  const auto& etcd = c.cluster.local_etcd;
  const std::string certs = c.cluster.certificates_dir + "/etcd";
  const Metrics probe = metrics(c);
  EtcdPlan out{.data_dir = etcd.data_dir, .patches = around.patches};
  StaticPodPlan& pod = out.pod;
  pod.name = "etcd";
  pod.image = etcd_image(c.cluster);
  pod.command = command(c, members);
  pod.volumes = {{"etcd-data", etcd.data_dir, etcd.data_dir, "DirectoryOrCreate", false},
                 {"etcd-certs", certs, certs, "DirectoryOrCreate", false}};
  pod.env = merged_env({}, etcd.extra_envs);
  pod.cpu = "100m";
  pod.memory = "100Mi";
  pod.annotations["kubeadm.kubernetes.io/etcd.advertise-client-urls"] =
      etcd_client_url(c.init.local_api.advertise_address);
  pod.probe_port = probe.port;
  pod.probe_host = probe.host;
  pod.probe_scheme = probe.scheme;
  pod.live_path = "/livez";
  pod.ready_path = pod.startup_path = "/readyz";
  pod.startup_failures = startup_failures(c.init.timeouts.control_plane_component_health_check);
  return out;
}

}  // namespace kcluster
