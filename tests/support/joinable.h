#pragma once
#include <memory>
#include <string>

#include "base/text.h"
#include "host/memory_clock.h"
#include "kube/bootstrap_token.h"
#include "kube/cluster_info.h"
#include "pki/certificate.h"
#include "pki/key.h"
#include "pki/seal.h"
#include "tests/support/fake_api.h"

namespace kcluster {

/// A cluster in memory that a node can join: cluster-info signed for token abcdef, kubeadm-config,
/// kubelet-config, and a signer that answers certificate requests.
struct Joinable {
  Key key = Key::make(Algorithm::ecdsa_p256);
  MemoryClock clock{Time(Seconds(1795271424))};  // 2026-11-21T14:30:24Z
  Certificate authority = make_authority("kubernetes", key);
  std::string server = "https://10.0.0.1:6443";
  TokenSecret token{"abcdef", std::make_shared<const Secret>("0123456789abcdef"), {}, {}, {}, {}};
  std::shared_ptr<FakeApi> api = std::make_shared<FakeApi>();
  bool signing = true;  ///< the signer is at work

  Joinable() {
    publish(authority.pem());
    put_config("kubeadm-config", "ClusterConfiguration",
               "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\n"
               "kubernetesVersion: v1.36.3\ncontrolPlaneEndpoint: 10.0.0.1:6443\n"
               "networking: {podSubnet: 10.244.0.0/16}\n");
    put_config("kubelet-config", "kubelet",
               "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
               "clusterDNS: [10.96.0.10]\nfailCgroupV1: false\n");
    api->react([this](const ApiPath& path, Json& object) {
      if (signing && path.resource == "certificatesigningrequests") sign(object, key, authority);
    });
  }

  Certificate make_authority(const std::string& name, const Key& own) const {
    const auto from = std::chrono::floor<Seconds>(clock.now()) - Seconds(300);
    return Certificate::authority({{name, {}}, {}, {}, from, from + Seconds(86400)}, own);
  }
  std::string pin() const { return authority.pin(); }

  /// cluster-info with these authorities, signed by the token.
  void publish(const std::string& authorities) {
    Kubeconfig admin;
    admin.server = server;
    admin.authorities = authorities;
    api->put(cluster_info_path, cluster_info(admin, {token}));
  }
  void put_config(const std::string& name, const std::string& key_, const std::string& text) {
    api->put("/api/v1/namespaces/kube-system/configmaps/" + name,
             {{"apiVersion", "v1"},
              {"kind", "ConfigMap"},
              {"metadata", {{"name", name}, {"namespace", "kube-system"}}},
              {"data", {{key_, text}}}});
  }
  void sign(Json& request, const Key& own, const Certificate& issuer) const {
    const auto pem = unbase64(request.at("/spec/request"_json_pointer).get<std::string>());
    const auto from = std::chrono::floor<Seconds>(clock.now()) - Seconds(300);
    const CertificateSpec spec{{}, {}, {Usage::client_auth}, from, from + Seconds(86400)};
    request["status"]["certificate"] =
        base64(Certificate::for_request(*pem, spec, issuer, own).pem());
  }
};

}  // namespace kcluster
