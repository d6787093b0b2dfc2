#include "phases/invite.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_clock.h"
#include "host/memory_files.h"
#include "kube/cluster_info.h"
#include "pki/certificate.h"
#include "pki/seal.h"
#include "tests/support/fake_api.h"
#include "tests/support/test_certificates.h"

namespace kcluster {
namespace {

const Time kNow{Seconds(1795271424)};  // 2026-11-21T14:30:24Z
const std::string kInfo = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
const std::string kKey(64, 'a');

struct Cluster {
  std::shared_ptr<FakeApi> http = std::make_shared<FakeApi>();
  MemoryClock clock{kNow};
  MemoryFiles files;
  Client api{http};
  std::string authority = make_identity("kubernetes", "").certificate_pem();

  Cluster() {
    Kubeconfig admin;
    admin.server = "https://lb.example:6443";
    admin.authorities = authority;
    http->put(kInfo, cluster_info(admin, {}));
    files.write("/pki/ca.crt", "CERT", {});
  }

  Invitation invite(const InvitePlan& plan) { return kcluster::invite(plan, files, api, clock); }
};

InvitePlan worker(const std::string& id = "abcdef") {
  InvitePlan plan;
  plan.token.id = id;
  plan.token.secret = std::make_shared<const Secret>("0123456789abcdef");
  return plan;
}

InvitePlan control_plane(const std::string& id, const std::string& key) {
  auto plan = worker(id);
  plan.certificates = UploadCertsPlan{{{"ca.crt", "/pki/ca.crt"}}};
  plan.certificate_key = std::make_shared<const Secret>(key);
  return plan;
}

}  // namespace

TEST_CASE("a worker's line names what cluster-info tells, and its token signs there at once") {
  Cluster c;
  const auto invitation = c.invite(worker());
  const auto pin = Certificate::parse(c.authority, "").front().pin();
  CHECK(join_command_line(invitation.words) ==
        "kcluster join lb.example:6443 --token abcdef.0123456789abcdef "
        "--discovery-token-ca-cert-hash " +
            pin);
  CHECK(invitation.until() == "2026-11-22T14:30:24Z");
  const auto data = c.http->object(kInfo)->at("data");
  CHECK(data["jws-kubeconfig-abcdef"] ==
        jws_detached(data["kubeconfig"].get<std::string>(), "abcdef", Secret("0123456789abcdef")));
  CHECK(c.http->object("/api/v1/namespaces/kube-system/secrets/bootstrap-token-abcdef"));
}

TEST_CASE("a control plane's line holds as long as its certificates, and a new key ends the old") {
  Cluster c;
  const auto first = c.invite(control_plane("abcdef", kKey));
  CHECK_THAT(join_command_line(first.words),
             Catch::EndsWith("--control-plane --certificate-key " + kKey));
  CHECK(first.until() == "2026-11-21T16:30:24Z");
  CHECK_FALSE(first.earlier_key_void);
  CHECK(c.invite(control_plane("abcde1", std::string(64, 'b'))).earlier_key_void);
}

TEST_CASE("a token for ever holds as long as the certificates") {
  Cluster c;
  auto plan = control_plane("abcdef", kKey);
  plan.token.ttl = Duration(0);
  CHECK(c.invite(plan).until() == "2026-11-21T16:30:24Z");
  plan = worker("abcde1");
  plan.token.ttl = Duration(0);
  CHECK(c.invite(plan).until().empty());
}

TEST_CASE("a cluster without cluster-info is not invited to") {
  Cluster c;
  c.api.remove(kInfo);
  CHECK_THROWS_WITH(c.invite(worker()), Catch::Contains("cluster-info"));
  CHECK(c.http->changes().size() == 1);  // the removal above
}

TEST_CASE("a certificate key that is none leaves nothing behind") {
  Cluster c;
  CHECK_THROWS_AS(c.invite(control_plane("abcdef", "short")), Error);
  CHECK(c.http->changes().empty());
}

}  // namespace kcluster
