#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "kubernetes/ports.h"
#include "plan/args.h"
#include "plan/control_plane.h"
#include "plan/images.h"

namespace kcluster {
namespace {

std::vector<Arg> serving_args(const Config& c) {
  const std::string pki = c.cluster.certificates_dir + "/";
  const auto& api = c.init.local_api;
  return {{"advertise-address", api.advertise_address},
          {"enable-admission-plugins", "NodeRestriction"},
          {"service-cluster-ip-range", c.cluster.networking.service_subnet},
          {"service-account-key-file", pki + "sa.pub"},
          {"service-account-signing-key-file", pki + "sa.key"},
          {"service-account-issuer",
           "https://kubernetes.default.svc." + c.cluster.networking.dns_domain},
          {"client-ca-file", pki + "ca.crt"},
          {"tls-cert-file", pki + "apiserver.crt"},
          {"tls-private-key-file", pki + "apiserver.key"},
          {"kubelet-client-certificate", pki + "apiserver-kubelet-client.crt"},
          {"kubelet-client-key", pki + "apiserver-kubelet-client.key"},
          {"enable-bootstrap-token-auth", "true"},
          {"secure-port", std::to_string(api.bind_port)},
          {"allow-privileged", "true"},
          {"kubelet-preferred-address-types", "InternalIP,ExternalIP,Hostname"},
          {"requestheader-username-headers", "X-Remote-User"},
          {"requestheader-group-headers", "X-Remote-Group"},
          {"requestheader-extra-headers-prefix", "X-Remote-Extra-"},
          {"requestheader-client-ca-file", pki + "front-proxy-ca.crt"},
          {"requestheader-allowed-names", "front-proxy-client"},
          {"proxy-client-cert-file", pki + "front-proxy-client.crt"},
          {"proxy-client-key-file", pki + "front-proxy-client.key"}};
}

std::vector<Arg> external_etcd_args(const ExternalEtcd& etcd) {
  std::vector<Arg> out{{"etcd-servers", join(etcd.endpoints, ",")}};
  if (!etcd.ca_file.empty()) out.push_back({"etcd-cafile", etcd.ca_file});
  if (!etcd.cert_file.empty() && !etcd.key_file.empty()) {
    out.push_back({"etcd-certfile", etcd.cert_file});
    out.push_back({"etcd-keyfile", etcd.key_file});
  }
  return out;
}

std::vector<Arg> local_etcd_args(const Config& c) {
  const std::string pki = c.cluster.certificates_dir + "/";
  const std::string here = loopback_like(c.init.local_api.advertise_address);
  const auto advertised = last_value(c.cluster.local_etcd.extra_args, "advertise-client-urls");
  return {{"etcd-servers", advertised.value_or("https://" + host_port(here, ports::etcd_client))},
          {"etcd-cafile", pki + "etcd/ca.crt"},
          {"etcd-certfile", pki + "apiserver-etcd-client.crt"},
          {"etcd-keyfile", pki + "apiserver-etcd-client.key"}};
}

// A structured authorization-config takes the place of the mode; the server refuses both.
std::vector<Arg> authorization_args(std::span<const Arg> extra) {
  if (last_value(extra, "authorization-config")) return {};
  return {{"authorization-mode", "Node,RBAC"}};
}

bool below(const std::string& folder, std::string_view parent) {
  return folder.starts_with(parent);
}

bool already_mounted(const std::string& folder, const std::string& pki) {
  const auto roots = trust_folder_candidates();
  return below(folder, "/etc/ssl/certs") || below(folder, pki) ||
         std::any_of(roots.begin(), roots.end(), [&](auto root) { return below(folder, root); });
}

// The folders of an external etcd's certificates, of nested ones only the outermost.
std::vector<HostVolume> etcd_volumes(const ExternalEtcd& etcd, const std::string& pki) {
  std::set<std::string> folders;
  for (const auto& file : {etcd.ca_file, etcd.cert_file, etcd.key_file}) {
    const std::string folder = std::filesystem::path(file).parent_path().string();
    if (folder.empty() || already_mounted(folder, pki)) continue;
    if (std::any_of(folders.begin(), folders.end(), [&](auto& f) { return below(folder, f); }))
      continue;
    std::erase_if(folders, [&](const std::string& f) { return below(f, folder); });
    folders.insert(folder);
  }
  std::vector<HostVolume> out;
  for (const auto& folder : folders)
    out.push_back({"etcd-certs-" + std::to_string(out.size()), folder, folder});
  return out;
}

std::vector<std::string> command(const Config& c) {
  const auto& extra = c.cluster.api_server.extra_args;
  auto defaults = serving_args(c);
  const auto etcd =
      c.cluster.external_etcd ? external_etcd_args(*c.cluster.external_etcd) : local_etcd_args(c);
  const auto authorization = authorization_args(extra);
  defaults.insert(defaults.end(), etcd.begin(), etcd.end());
  defaults.insert(defaults.end(), authorization.begin(), authorization.end());
  return command_line("kube-apiserver", std::move(defaults), extra);
}

}  // namespace

StaticPodPlan plan_apiserver(const Config& c, const Surroundings& around) {
  const auto& component = c.cluster.api_server;
  const auto& api = c.init.local_api;
  auto volumes = trust_volumes(c.cluster, around);
  if (c.cluster.external_etcd)
    for (auto& v : etcd_volumes(*c.cluster.external_etcd, c.cluster.certificates_dir))
      volumes.push_back(std::move(v));
  StaticPodPlan pod;
  pod.name = "kube-apiserver";
  pod.image = kubernetes_image(c.cluster, pod.name);
  pod.command = command(c);
  pod.volumes = merged_volumes(std::move(volumes), component.extra_volumes);
  pod.env = merged_env(around.proxies, component.extra_envs);
  pod.cpu = "250m";
  pod.annotations["kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint"] =
      host_port(api.advertise_address, api.bind_port);
  pod.probe_port = api.bind_port;
  pod.probe_host =
      api.advertise_address.empty() ? "127.0.0.1" : probe_address(api.advertise_address);
  pod.live_path = pod.startup_path = "/livez";
  pod.ready_path = "/readyz";
  pod.startup_failures = startup_failures(c.init.timeouts.control_plane_component_health_check);
  return pod;
}

}  // namespace kcluster
