#pragma once
#include <map>

#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "http/memory_http.h"
#include "pki/certificate.h"
#include "status/cluster_status.h"

namespace kcluster {

/// A control plane's files and the peers it may ask, each by URL; without one a peer is silent.
struct ClusterWorld {
  MemoryFiles files;
  MemoryClock clock{Time(Seconds(1795271424))};  // 2026-11-21T14:30:24Z
  std::map<std::string, std::shared_ptr<MemoryHttp>> peers;
  std::optional<Kubeconfig> cluster{Kubeconfig{"kubernetes", "admin", "https://balancer:6443"}};
  std::shared_ptr<const Etcd> etcd;

  struct Silent : Http {
    Response get(const std::string&) const override { throw Silence("connection refused"); }
    Response send(const Request&) override { throw Silence("connection refused"); }
  };

  MemoryHttp& peer(const std::string& url) {
    auto& made = peers[url];
    if (!made) made = std::make_shared<MemoryHttp>();
    return *made;
  }
  StatusEyes eyes() const {
    return {files, clock,
            [this](const Endpoint& to) -> std::shared_ptr<Http> {
              const auto known = peers.find(to.url);
              if (known != peers.end()) return known->second;
              return std::make_shared<Silent>();
            },
            cluster, etcd};
  }
  void put_control_plane() {
    manifest("kube-apiserver", "--advertise-address=192.168.1.20");
    manifest("kube-controller-manager", "--bind-address=127.0.0.1");
    manifest("kube-scheduler", "--bind-address=127.0.0.1");
    files.write("/var/lib/kubelet/config.yaml", "kind: KubeletConfiguration\n", {});
  }
  /// What a node of that name speaks to the cluster with.
  void put_kubelet(const std::string& node) {
    const auto begin = std::chrono::floor<Seconds>(clock.now());
    const CertificateSpec leaf{
        {"system:node:" + node, {"system:nodes"}}, {}, {}, begin, begin + Seconds(3600)};
    const Key key = Key::make(Algorithm::ecdsa_p256);
    Kubeconfig config{"kubernetes", "kubelet", "https://balancer:6443"};
    config.certificate = Certificate::authority(leaf, key).pem();
    config.key = std::make_shared<const Secret>(key.pem());
    files.write("/etc/kubernetes/kubelet.conf", kubeconfig_text(config), {0600});
  }
  void manifest(const std::string& name, const std::string& flag) {
    files.write("/etc/kubernetes/manifests/" + name + ".yaml",
                "spec: {containers: [{name: " + name + ", command: [" + name + ", " + flag + "]}]}",
                {});
  }
};

}  // namespace kcluster
