#include "status/expiration.h"

#include <catch2/catch.hpp>

#include "host/memory_files.h"
#include "kube/kubeconfig.h"

using namespace kcluster;
using namespace std::chrono_literals;

namespace {

const Moment today{1795262400s};
const std::string pki = "/etc/kubernetes/pki/";

/// One made by itself stands for what is only looked at.
std::string ending_at(Moment end) {
  static const Key key = Key::make(Algorithm::ecdsa_p256);
  return Certificate::authority({{"any", {}}, {}, {}, today - 1h, end}, key).pem();
}

struct Node {
  MemoryFiles files;
  RenewalPlan plan = plan_renewal({});

  Node() {
    for (const auto* name : {"ca", "front-proxy-ca", "etcd/ca"}) {
      files.write(pki + name + ".crt", ending_at(today + 87600h), {});
      files.write(pki + name + ".key", "a key", {});
    }
    files.write(pki + "apiserver.crt", ending_at(today + 48h), {});
    Kubeconfig admin;
    admin.user = "admin";
    admin.server = "https://192.168.1.20:6443";
    admin.certificate = ending_at(today + 24h);
    files.write(paths::admin_conf, kubeconfig_text(admin), {});
  }
  ExpirationInfo look() const { return look_at_expiration(plan, files); }
};

const CertificateExpiration& named(const std::vector<CertificateExpiration>& all,
                                   const std::string& name) {
  for (const auto& one : all)
    if (one.name == name) return one;
  throw std::out_of_range(name);
}

}  // namespace

TEST_CASE("certificates, those in kubeconfigs and authorities are looked at, the kubelet's not") {
  const auto info = Node().look();
  CHECK(info.certificates.size() == 11);
  CHECK(info.authorities.size() == 3);
  CHECK(named(info.certificates, "apiserver").expires == today + 48h);
  CHECK(named(info.certificates, "admin.conf").expires == today + 24h);
  CHECK(named(info.certificates, "admin.conf").authority == "ca");
  CHECK(named(info.certificates, "etcd-peer").missing);
  CHECK(named(info.authorities, "etcd-ca").expires == today + 87600h);
}

TEST_CASE("an authority without its key is external, with all that it signed") {
  Node node;
  node.files.remove(pki + "ca.key");
  const auto info = node.look();
  CHECK(named(info.certificates, "apiserver").external);
  CHECK(named(info.authorities, "ca").external);
  CHECK_FALSE(named(info.authorities, "etcd-ca").external);
}

TEST_CASE("what ends soon is named, what is missing is not") {
  const auto info = Node().look();
  using Names = std::vector<std::string>;
  CHECK(ending(info, 23h, today).empty());
  CHECK(ending(info, 24h, today) == Names{"admin.conf"});
  CHECK(ending(info, 0s, today + 48h) == Names{"admin.conf", "apiserver"});
}

TEST_CASE("a certificate that is none is an error that names its file") {
  Node node;
  node.files.write(pki + "apiserver.crt", "nothing", {});
  CHECK_THROWS_WITH(node.look(), Catch::Contains(pki + "apiserver.crt"));
}
