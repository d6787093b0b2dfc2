#include "phases/show_join_command.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "tests/support/test_certificates.h"

namespace kcluster {
namespace {

constexpr const char* kCa = "/etc/kubernetes/pki/ca.crt";

JoinFacts facts() {
  JoinFacts made{"https://192.168.1.20:6443", kCa};
  made.token = std::make_shared<const Secret>("abcdef.0123456789abcdef");
  return made;
}

std::string words(const JoinFacts& facts) {
  MemoryFiles files;
  files.write(kCa, make_identity("kubernetes", "").certificate_pem(), {});
  Report report;
  show_join_command(facts, files, report);
  REQUIRE(report.results.size() == 1);
  return report.results[0].words;
}

bool says(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("the next steps are the kubeconfig, a pod network and the join command") {
  const auto text = words(facts());
  CHECK(says(text, "admin.conf"));
  CHECK(says(text, "kubectl apply -f NETWORK.yaml"));
  CHECK(says(text, "kcluster join 192.168.1.20:6443 --token abcdef.0123456789abcdef"));
  CHECK(says(text, "--discovery-token-ca-cert-hash sha256:"));
}

TEST_CASE("a pod network that was set up is not asked for") {
  auto bridged = facts(), applied = facts();
  bridged.network = PodNetworkPlan::Kind::bridge;
  applied.network = PodNetworkPlan::Kind::manifest;
  CHECK_FALSE(says(words(bridged), "NETWORK.yaml"));
  CHECK_FALSE(says(words(applied), "NETWORK.yaml"));
}

TEST_CASE("without an endpoint of its own the control plane is said to stay alone") {
  auto alone = facts();
  alone.certificate_key = std::make_shared<const Secret>("0011");
  CHECK(says(words(alone), "--control-plane-endpoint"));
  CHECK_FALSE(says(words(alone), "--certificate-key 0011"));
}

TEST_CASE(
    "with an endpoint the command for control planes follows, with the key where there is one") {
  auto grown = facts();
  grown.endpoint_given = true;
  CHECK(says(words(grown), "upload-certs --upload-certs"));
  CHECK(says(words(grown), "--control-plane\n"));
  grown.certificate_key = std::make_shared<const Secret>("0011");
  CHECK(says(words(grown), "--control-plane --certificate-key 0011"));
}

TEST_CASE("a withheld token is not shown") {
  auto withheld = facts();
  withheld.token = nullptr;
  CHECK(says(words(withheld), "--token <value withheld>"));
}

TEST_CASE("a missing authority is said, with the phase that makes it") {
  MemoryFiles files;
  Report report;
  CHECK_THROWS_AS(show_join_command(facts(), files, report), Error);
}

}  // namespace kcluster
