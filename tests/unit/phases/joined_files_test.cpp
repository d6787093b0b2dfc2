#include "phases/joined_files.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "kube/kubeconfig.h"
#include "kubernetes/paths.h"
#include "manifest/encryption.h"
#include "phases/certs.h"
#include "phases/download_certs.h"
#include "phases/kubeconfig.h"
#include "phases/upload_certs.h"
#include "pki/certificate.h"
#include "pki/seal.h"
#include "tests/support/fake_api.h"

using namespace kcluster;

namespace {

constexpr const char* kSecret = "/api/v1/namespaces/kube-system/secrets/kubeadm-certs";
const std::string kPki = "/etc/kubernetes/pki/";

Config config_of(const std::string& node, const std::string& address) {
  Config config;
  config.init.node.name = node;
  config.init.local_api.advertise_address = address;
  config.cluster.control_plane_endpoint = "192.168.1.20:6443";
  config.cluster.encryption_algorithm = "ECDSA-P256";
  return config;
}

/// A first control plane that has shared its certificates, and a second that joins.
struct World {
  MemoryClock clock;
  MemoryFiles first, second;
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  Client api{http};
  std::shared_ptr<const Secret> key = std::make_shared<const Secret>(
      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  Config config = config_of("cka-cp2", "192.168.1.23");
  DownloadCertsPlan plan{plan_upload_certs(config).files, key, {}};

  World() {
    const auto certificates = plan_certificates(config_of("cka-control", "192.168.1.20"));
    for (const auto& row : certificates.rows)
      certificate(certificates, row.name, first, clock.now());
    service_account(certificates, first);
    upload_certs(plan_upload_certs(config), *key, first, api, clock);
    plan.sealed.data.emplace((*http->object(kSecret))["data"]);
  }
  Json& sealed() { return *plan.sealed.data; }
  std::string fault() {
    try {
      download_certs(plan, second);
    } catch (const Error& error) {
      CHECK_FALSE(error.remedy.empty());
      return error.what();
    }
    return "";
  }
};

bool says(const std::string& text, const std::string& part) {
  INFO(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the shared certificates arrive as they are, and nothing else does") {
  World world;
  download_certs(world.plan, world.second);
  for (const char* name : {"ca.crt", "ca.key", "front-proxy-ca.key", "sa.pub", "etcd/ca.key"})
    CHECK(world.second.read(kPki + name) == world.first.read(kPki + name));
  CHECK(world.second.look(kPki + "ca.key")->mode == 0600);
  CHECK(world.second.look(kPki + "sa.pub")->mode == 0644);
  CHECK_FALSE(world.second.look(kPki + "apiserver.key"));
  CHECK_FALSE(world.second.look(kPki + "etcd/server.key"));
  const auto changes = world.second.changes().size();
  download_certs(world.plan, world.second);
  CHECK(world.second.changes().size() == changes);
}

TEST_CASE("a wrong or short key opens nothing and writes nothing") {
  World world;
  world.plan.key = std::make_shared<const Secret>(std::string(64, 'f'));
  CHECK(says(world.fault(), "cannot be opened: the key is another one"));
  world.plan.key = std::make_shared<const Secret>("abc");
  CHECK(says(world.fault(), "64 hexadecimal digits"));
  world.plan.key = std::make_shared<const Secret>("");
  CHECK(says(world.fault(), "64 hexadecimal digits"));
  CHECK(world.second.changes().empty());
}

TEST_CASE("certificates that are gone, closed or not complete are told apart") {
  World world;
  SECTION("closed") {
    world.plan.sealed = {std::nullopt, "forbidden"};
    CHECK(says(world.fault(), "cannot be read: forbidden"));
  }
  SECTION("gone") {
    world.plan.sealed = {};
    CHECK(says(world.fault(), "they go after two hours"));
  }
  SECTION("not complete") {
    world.sealed().erase("etcd-ca.key");
    CHECK(says(world.fault(), "lack etcd-ca.key"));
  }
  SECTION("no files at all") {
    world.sealed() = "none";
    CHECK(says(world.fault(), "the shared certificates lack"));
  }
  SECTION("changed") {
    auto bytes = *unbase64(world.sealed()["ca.key"].get<std::string>());
    bytes[20] ^= 1;
    world.sealed()["ca.key"] = base64(bytes);
    CHECK(says(world.fault(), "cannot be opened"));
  }
  SECTION("neither certificate nor key") {
    world.sealed()["ca.crt"] = base64(seal(Secret("rm -rf /"), certificate_key_bytes(*world.key)));
    CHECK(world.fault() != "");
  }
  CHECK(world.second.changes().empty());
}

TEST_CASE("the encryption configuration comes along, readable by root only") {
  World world;
  encrypt_secrets(world.config.cluster);
  world.plan.files = plan_upload_certs(world.config).files;
  CHECK(says(world.fault(), "lack encryption-config.yaml"));
  const auto share = [&](const UploadCertsPlan& plan) {
    upload_certs(plan, *world.key, world.first, world.api, world.clock);
    world.plan.sealed.data = (*world.http->object(kSecret))["data"];
  };
  share(plan_upload_certs(world.config));  // the file is not there
  CHECK(says(world.fault(), "uploaded without /etc/kubernetes/encryption/config.yaml"));
  const auto key = std::make_shared<const Secret>(base64(std::string(32, 'k')));
  const auto text = encryption_text({{"secretbox", "a", key}, identity_provider()});
  world.first.write(paths::encryption_config, text.reveal(), {0600, Secrecy::secret});
  share(plan_upload_certs({}));  // a configuration that does not know of it
  download_certs(world.plan, world.second);
  CHECK(world.second.read(paths::encryption_config) == text.reveal());
  CHECK(world.second.look(paths::encryption_config)->mode == 0600);
  CHECK(world.second.look(paths::encryption)->mode == 0700);
  const auto changes = world.second.changes().size();
  download_certs(world.plan, world.second);
  CHECK(world.second.changes().size() == changes);
}

TEST_CASE("an authority's key that is kept elsewhere is left out") {
  World world;
  world.sealed()["ca.key"] = "";
  download_certs(world.plan, world.second);
  CHECK(world.second.look(kPki + "ca.crt"));
  CHECK_FALSE(world.second.look(kPki + "ca.key"));
}

TEST_CASE("files of another cluster are not written over") {
  World world;
  world.second.write(kPki + "sa.key", "another", {0600, Secrecy::secret});
  CHECK(says(world.fault(), kPki + "sa.key is there already and differs"));
  CHECK(world.second.changes().size() == 1);
}

TEST_CASE("a joining control plane makes its own certificates from the shared authorities") {
  World world;
  download_certs(world.plan, world.second);
  const auto plan = plan_certificates(world.config);
  joined_certificates(plan, world.second, world.clock.now());
  const auto server = Certificate::parse(*world.second.read(kPki + "apiserver.crt"), "x").front();
  CHECK(missing_sans(server.sans(), {{"cka-cp2"}, {"192.168.1.23"}}).empty());
  const auto ca = Certificate::parse(*world.first.read(kPki + "ca.crt"), "x").front();
  CHECK_FALSE(signature_fault(std::vector{server}, ca));
  const auto changes = world.second.changes().size();
  joined_certificates(plan, world.second, world.clock.now());
  CHECK(world.second.changes().size() == changes);
}

TEST_CASE("without the shared authorities no certificate is made") {
  World world;
  CHECK_THROWS_WITH(
      joined_certificates(plan_certificates(world.config), world.second, world.clock.now()),
      Catch::Contains("ca.crt is not here, which all control planes share"));
  CHECK(world.second.changes().empty());
}

TEST_CASE("the administrator whom no rule stops stays on the first control plane") {
  World world;
  download_certs(world.plan, world.second);
  joined_kubeconfigs(plan_kubeconfigs(world.config), world.second, world.clock.now());
  CHECK(world.second.look("/etc/kubernetes/admin.conf"));
  CHECK(world.second.look("/etc/kubernetes/scheduler.conf"));
  CHECK_FALSE(world.second.look("/etc/kubernetes/super-admin.conf"));
  CHECK_FALSE(world.second.look("/etc/kubernetes/kubelet.conf"));
  const auto manager = read_kubeconfig("/etc/kubernetes/controller-manager.conf", world.second);
  CHECK(manager.server == "https://192.168.1.23:6443");
}
