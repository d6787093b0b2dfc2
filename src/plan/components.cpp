#include "plan/components.h"

#include <algorithm>

#include "base/net.h"
#include "config/schema.h"
#include "kubernetes/paths.h"
#include "kubernetes/ports.h"
#include "plan/go_form.h"

namespace kcluster {
namespace {

constexpr std::string_view kProxyKubeconfig = "/var/lib/kube-proxy/kubeconfig.conf";

const Json& log_zeros() {
  static const Json zeros = Json::parse(R"({
    "flushFrequency": 0, "verbosity": 0,
    "options": {"json": {"infoBufferSize": "0"}, "text": {"infoBufferSize": "0"}}})");
  return zeros;
}

/// What Go's encoder writes of a KubeletConfiguration in which nothing is set: its fields that are
/// structs or durations without a pointer (kubeadm v1.36).
Json kubelet_zeros() {
  Json zeros = Json::parse(R"({
    "apiVersion": "kubelet.config.k8s.io/v1beta1", "kind": "KubeletConfiguration",
    "authentication": {"anonymous": {}, "webhook": {"cacheTTL": "0s"}, "x509": {}},
    "authorization": {"webhook": {"cacheAuthorizedTTL": "0s", "cacheUnauthorizedTTL": "0s"}},
    "containerRuntimeEndpoint": "", "crashLoopBackOff": {}, "memorySwap": {}})");
  zeros["logging"] = log_zeros();
  for (const char* name :
       {"cpuManagerReconcilePeriod", "evictionPressureTransitionPeriod", "fileCheckFrequency",
        "httpCheckFrequency", "imageMaximumGCAge", "imageMinimumGCAge", "nodeStatusReportFrequency",
        "nodeStatusUpdateFrequency", "runtimeRequestTimeout", "shutdownGracePeriod",
        "shutdownGracePeriodCriticalPods", "streamingConnectionIdleTimeout", "syncFrequency",
        "volumeStatsAggPeriod"})
    zeros[name] = "0s";
  return zeros;
}

Json proxy_zeros() {
  Json zeros = Json::parse(R"({
    "apiVersion": "kubeproxy.config.k8s.io/v1alpha1", "kind": "KubeProxyConfiguration",
    "bindAddress": "", "bindAddressHardFail": false,
    "clientConnection": {"acceptContentTypes": "", "burst": 0, "contentType": "",
                         "kubeconfig": "", "qps": 0},
    "clusterCIDR": "", "configSyncPeriod": "0s",
    "conntrack": {"maxPerCore": null, "min": null, "tcpBeLiberal": false,
                  "tcpCloseWaitTimeout": null, "tcpEstablishedTimeout": null,
                  "udpStreamTimeout": "0s", "udpTimeout": "0s"},
    "detectLocal": {"bridgeInterface": "", "interfaceNamePrefix": ""}, "detectLocalMode": "",
    "enableProfiling": false, "healthzBindAddress": "", "hostnameOverride": "",
    "iptables": {"localhostNodePorts": null, "masqueradeAll": false, "masqueradeBit": null,
                 "minSyncPeriod": "0s", "syncPeriod": "0s"},
    "ipvs": {"excludeCIDRs": null, "minSyncPeriod": "0s", "scheduler": "", "strictARP": false,
             "syncPeriod": "0s", "tcpFinTimeout": "0s", "tcpTimeout": "0s", "udpTimeout": "0s"},
    "metricsBindAddress": "", "mode": "",
    "nftables": {"masqueradeAll": false, "masqueradeBit": null, "minSyncPeriod": "0s",
                 "syncPeriod": "0s"},
    "nodePortAddresses": null, "oomScoreAdj": null, "portRange": "",
    "showHiddenMetricsForVersion": "",
    "winkernel": {"enableDSR": false, "forwardHealthCheckVip": false, "networkName": "",
                  "rootHnsEndpointName": "", "sourceVip": ""}})");
  zeros["logging"] = log_zeros();
  return zeros;
}

/// kubeadm's own wishes, which the user's values override.
Json kubelet_wishes(const ClusterConfiguration& cluster) {
  const auto services = parse_cidrs(cluster.networking.service_subnet);
  const bool known = services && !services->empty();
  const std::string dns = known ? nth_address(services->front(), 10) : "10.96.0.10";
  return {{"staticPodPath", paths::manifests},
          {"clusterDNS", {dns}},
          {"clusterDomain", cluster.networking.dns_domain},
          {"authentication",
           {{"x509", {{"clientCAFile", cluster.certificates_dir + "/ca.crt"}}},
            {"anonymous", {{"enabled", false}}},
            {"webhook", {{"enabled", true}}}}},
          {"authorization", {{"mode", "Webhook"}}},
          {"healthzBindAddress", "127.0.0.1"},
          {"healthzPort", ports::kubelet_healthz},
          {"cgroupDriver", "systemd"}};
}

Json proxy_wishes(const Config& config) {
  const auto ip = parse_ip(config.init.local_api.advertise_address);
  const bool v4 = ip && ip->family == Ip::Family::v4;
  return {{"bindAddress", v4 ? "0.0.0.0" : "::"},
          {"clusterCIDR", config.cluster.networking.pod_subnet},
          {"clientConnection", {{"kubeconfig", kProxyKubeconfig}}}};
}

/// Lays values over others, mapping by mapping; null and "" are "not given", as kubeadm takes them.
void lay(Json& below, const Json& above) {
  for (const auto& [key, value] : above.items()) {
    if (value.is_null() || value == "") continue;
    auto& target = below[key];
    if (value.is_object() && target.is_object())
      lay(target, value);
    else
      target = value;
  }
}

const Kind& kind_of(Role role) {
  const auto kinds = component_kinds();
  return *std::find_if(kinds.begin(), kinds.end(),
                       [&](const Kind& kind) { return kind.role == role; });
}

}  // namespace

Json complete_kubelet(const Config& config) {
  Json out = kubelet_zeros();
  lay(out, kubelet_wishes(config.cluster));
  lay(out, config.kubelet);
  // "" is a value of its own here: no resolv.conf at all.
  if (const auto given = config.kubelet.find("resolvConf"); given != config.kubelet.end())
    if (given->is_string()) out["resolvConf"] = *given;
  out["rotateCertificates"] = true;  // kubeadm cannot tell false from not given either
  write_durations(out, kind_of(Role::kubelet).fields);
  write_quantities(out);
  drop_empty(out, kind_of(Role::kubelet).fields);
  return out;
}

Json complete_proxy(const Config& config) {
  Json out = proxy_zeros();
  lay(out, proxy_wishes(config));
  lay(out, config.proxy);
  write_durations(out, kind_of(Role::proxy).fields);
  write_quantities(out);
  drop_empty_log_rules(out);
  for (const char* optional : {"featureGates", "windowsRunAsService"})
    if (const Json value = out.value(optional, Json()); value.empty() || value == false)
      out.erase(optional);
  return out;
}

}  // namespace kcluster
