#include <catch2/catch.hpp>

#include "tests/unit/preflight/spoiled.h"

using namespace kcluster;

namespace {

void route(Node& n, const char* row) {
  n.write(
      "/proc/net/route",
      std::string("Iface Destination Gateway Flags RefCnt Use Metric Mask\n") + row + " 0 0 0\n");
}

void port_taken(Node& n, const char* by) {
  n.system.machine.busy_ports = {6443};
  n.system.machine.programs["ss -Hltnp sport = :6443"] = {
      0, std::string("LISTEN 0 128 *:6443 *:* users:((\"") + by + "\",pid=77,fd=3))\n", ""};
}

void with_external_etcd(Node& n) {
  n.config.cluster.external_etcd = ExternalEtcd{{"https://10.0.0.5:2379"},
                                                {"https://10.0.0.5:2379/"},
                                                "/etc/etcd/ca.crt",
                                                "/etc/etcd/client.crt",
                                                "/etc/etcd/client.key"};
  for (const auto* file : {"/etc/etcd/ca.crt", "/etc/etcd/client.crt", "/etc/etcd/client.key"})
    n.write(file, "PEM");
}

const Spoiled kNetwork[] = {
    {"a bad name", [](Node& n) { n.config.init.node.name = "Node_1"; }, "Hostname", kError,
     "Node_1"},
    {"a name nobody knows", [](Node& n) { n.system.machine.hosts.clear(); }, "Hostname", kWarning,
     "does not resolve"},
    {"another's name", [](Node& n) { n.system.machine.hosts["node-1"] = {"192.168.1.99"}; },
     "Hostname", kWarning, "192.168.1.99"},
    {"another's address",
     [](Node& n) { n.config.init.local_api.advertise_address = "192.168.1.21"; },
     "AdvertiseAddress", kError, "192.168.1.20"},
    {"an address of ours that is down",
     [](Node& n) {
       n.config.init.local_api.advertise_address = "10.9.9.9";
       n.system.machine.facts.addresses.push_back({"eth1", "10.9.9.9", 24, false, false});
     },
     "AdvertiseAddress", kError, "10.9.9.9"},
    {"pods where the node is",
     [](Node& n) { n.config.cluster.networking.pod_subnet = "192.168.0.0/16"; }, "NetworkRanges",
     kError, "this node's own address 192.168.1.20"},
    {"services on a link", [](Node& n) { route(n, "docker0 0000600A 00000000 1 0 0 0 0000FFFF"); },
     "NetworkRanges", kError, "10.96.0.0/16 at docker0"},
    {"pods behind a gateway", [](Node& n) { route(n, "tun0 0000F40A 0101A8C0 3 0 0 0 0000FFFF"); },
     "NetworkRanges", kWarning, "10.244.0.0/16 at tun0"},
    {"a proxy before the API",
     [](Node& n) {
       n.environment = {{"HTTPS_PROXY", "http://me:secret@proxy:3128"},
                        {"NO_PROXY", "10.0.0.0/8,.example.org"}};
     },
     "HTTPProxy", kWarning, "by the proxy http://proxy:3128"},
    {"a proxy before the pods",
     [](Node& n) {
       n.environment = {{"https_proxy", "http://proxy:3128"},
                        {"no_proxy", "192.168.1.20, 10.96.0.0/12,.example.org"}};
     },
     "HTTPProxyCIDR", kWarning, "10.244.0.0/16"},
    {"a port taken", [](Node& n) { port_taken(n, "nginx"); }, "Port-6443", kError,
     "nginx (process 77)"},
    {"a port taken by nobody knows whom", [](Node& n) { n.system.machine.busy_ports = {2380}; },
     "Port-2380", kError, "port 2380 of etcd's members is in use"},
    {"another kubelet port, taken",
     [](Node& n) {
       n.config.kubelet["port"] = 10350;
       n.system.machine.busy_ports = {10350};
     },
     "Port-10350", kError, "the kubelet"},
    {"a stranger's port on a resumed node",
     [](Node& n) {
       port_taken(n, "nginx");
       n.beginning = Beginning::resumed;
     },
     "Port-6443", kError, "nginx"},
    {"a firewall", [](Node& n) { n.system.machine.active = {"firewalld"}; }, "Firewalld", kWarning,
     "firewalld"},
};

const Spoiled kRuntime[] = {
    {"a silent runtime", [](Node& n) { n.cri->silence = "connection refused"; }, "CRI", kError,
     "connection refused"},
    {"an old API", [](Node& n) { n.cri->spoken_version.api = "v1alpha2"; }, "CRI", kError,
     "v1alpha2"},
    {"a runtime not ready",
     [](Node& n) {
       n.cri->spoken_state.runtime_ready = false;
       n.cri->spoken_state.reason = "shim missing";
     },
     "CRI", kError, "shim missing"},
    {"a runtime without RuntimeConfig", [](Node& n) { n.cri->spoken_state.cgroup_driver = ""; },
     "ContainerRuntimeVersion", kWarning, "RuntimeConfig"},
    {"two cgroup drivers", [](Node& n) { n.cri->spoken_state.cgroup_driver = "cgroupfs"; },
     "CgroupDriver", kWarning,
     "cgroupfs, the kubelet's configuration says systemd; the kubelet will"},
    {"two cgroup drivers and a kubelet that insists",
     [](Node& n) {
       n.cri->spoken_state.cgroup_driver = "cgroupfs";
       n.seen.kubelet_version = "v1.33.0";
       n.config.kubelet["featureGates"] = {{"KubeletCgroupDriverFromCRI", false}};
     },
     "CgroupDriver", kError, "cgroupfs"},
    {"an unknown Kubernetes",
     [](Node& n) {
       n.config.cluster.kubernetes_version = "v1.99.0";
       n.seen.kubelet_version = "v1.99.0";
     },
     "KubernetesVersion", kError, "v1.99.0"},
    {"no kubelet", [](Node& n) { n.seen.kubelet_version.reset(); }, "KubeletVersion", kError,
     "no kubelet"},
    {"a kubelet too new", [](Node& n) { n.seen.kubelet_version = "v1.37.0"; }, "KubeletVersion",
     kError, "newer"},
    {"a kubelet too old", [](Node& n) { n.seen.kubelet_version = "v1.32.9"; }, "KubeletVersion",
     kError, "older"},
    {"no unit", [](Node& n) { n.system.machine.unit_files.clear(); }, "Service-kubelet", kError,
     "no unit"},
    {"a unit that is off", [](Node& n) { n.system.machine.unit_files["kubelet"] = "disabled"; },
     "Service-kubelet", kWarning, "disabled"},
};

const Spoiled kFiles[] = {
    {"an earlier static pod",
     [](Node& n) { n.write("/etc/kubernetes/manifests/etcd.yaml", "kind: Pod"); },
     "FileAvailable--etc-kubernetes-manifests-etcd.yaml", kError, "already exists"},
    {"something where etcd's data shall be", [](Node& n) { n.write("/var/lib/etcd/notes", "x"); },
     "DirAvailable--var-lib-etcd", kError, "not empty"},
    {"an etcd member",
     [](Node& n) { n.write("/var/lib/etcd/member/snap/db", std::string(2'500'000, 'x')); },
     "DirAvailable--var-lib-etcd", kError, "holds the data of an etcd cluster, 2.5 MB"},
    {"an authority of the user's without its key and half of its work",
     [](Node& n) {
       n.write("/etc/kubernetes/pki/front-proxy-ca.crt", "PEM");
       n.write("/etc/kubernetes/pki/front-proxy-client.crt", "PEM");
     },
     "ExternalCA", kError, "no /etc/kubernetes/pki/front-proxy-client.key"},
    {"external etcd without its files",
     [](Node& n) {
       with_external_etcd(n);
       n.config.cluster.external_etcd->http_endpoints.clear();
       n.files.remove("/etc/etcd/client.key");
     },
     "ExternalEtcdClientCertificates", kError, "/etc/etcd/client.key"},
    {"external etcd too old",
     [](Node& n) {
       with_external_etcd(n);
       n.etcd.body = R"({"etcdserver":"3.5.23"})";
     },
     "ExternalEtcdVersion", kError, "3.5.23"},
    {"external etcd in trouble",
     [](Node& n) {
       with_external_etcd(n);
       n.etcd.status = 503;
     },
     "ExternalEtcdVersion", kError, "503"},
    {"external etcd that is none",
     [](Node& n) {
       with_external_etcd(n);
       n.etcd.body = "<html>";
     },
     "ExternalEtcdVersion", kError, "answer like etcd"},
    {"an address translated on the way, with external etcd",
     [](Node& n) {
       with_external_etcd(n);
       n.config.init.local_api.advertise_address = "203.0.113.7";
     },
     "AdvertiseAddress", kWarning, "203.0.113.7"},
};

}  // namespace

TEST_CASE("each fault of the network leads to one finding") { require_each(kNetwork); }
TEST_CASE("each fault of runtime and kubelet leads to one finding") { require_each(kRuntime); }
TEST_CASE("each fault of files and external etcd leads to one finding") { require_each(kFiles); }
