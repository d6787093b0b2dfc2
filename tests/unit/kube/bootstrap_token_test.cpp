#include "kube/bootstrap_token.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "kube/cluster_info.h"
#include "kube/join_command.h"
#include "pki/seal.h"

namespace kcluster {
namespace {

TokenSecret token() {
  TokenSecret made;
  made.id = "abcdef";
  made.secret = std::make_shared<const Secret>("0123456789abcdef");
  made.expires = "2026-11-22T14:30:24Z";
  made.usages = {"signing", "authentication"};
  made.groups = {"system:bootstrappers:kubeadm:default-node-token"};
  return made;
}

}  // namespace

TEST_CASE("a token's Secret is kubeadm's, field by field") {
  // Recorded from kubeadm v1.36.3 init --dry-run.
  const Json expected = Json::parse(R"({"apiVersion":"v1","kind":"Secret",
    "metadata":{"name":"bootstrap-token-abcdef","namespace":"kube-system"},
    "type":"bootstrap.kubernetes.io/token","data":{
    "auth-extra-groups":"c3lzdGVtOmJvb3RzdHJhcHBlcnM6a3ViZWFkbTpkZWZhdWx0LW5vZGUtdG9rZW4=",
    "expiration":"MjAyNi0xMS0yMlQxNDozMDoyNFo=","token-id":"YWJjZGVm",
    "token-secret":"MDEyMzQ1Njc4OWFiY2RlZg==","usage-bootstrap-authentication":"dHJ1ZQ==",
    "usage-bootstrap-signing":"dHJ1ZQ=="}})");
  CHECK(token_secret(token()) == expected);
}

TEST_CASE("a token that never expires says nothing of it") {
  auto forever = token();
  forever.expires.clear();
  CHECK_FALSE(token_secret(forever)["data"].contains("expiration"));
}

TEST_CASE("fresh tokens have the form of tokens and differ") {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto one = make_token(), other = make_token();
  CHECK(one.id.size() == 6);
  CHECK(one.secret.size() == 16);
  CHECK(std::all_of(one.id.begin(), one.id.end(), plain));
  CHECK(std::all_of(one.secret.reveal().begin(), one.secret.reveal().end(), plain));
  CHECK(one.secret.reveal() != other.secret.reveal());
}

TEST_CASE("cluster-info holds the cluster alone, signed by every token that may sign") {
  Kubeconfig admin;
  admin.server = "https://192.168.1.20:6443";
  admin.authorities = "CA";
  const auto map = cluster_info(admin, {token()});
  const auto kubeconfig = map["data"]["kubeconfig"].get<std::string>();
  CHECK(kubeconfig == R"(apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: Q0E=
    server: https://192.168.1.20:6443
  name: ""
contexts: null
current-context: ""
kind: Config
users: null
)");
  CHECK(map["metadata"] == Json{{"name", "cluster-info"}, {"namespace", "kube-public"}});
  CHECK(jws_fits(map["data"]["jws-kubeconfig-abcdef"].get<std::string>(), kubeconfig, "abcdef",
                 *token().secret));
}

TEST_CASE("the join command shows endpoint, token and pins") {
  JoinWords words;
  words.server = "https://192.168.1.20:6443";
  words.token = std::make_shared<const Secret>("abcdef.0123456789abcdef");
  words.ca_pins = {"sha256:1234"};
  CHECK(join_command(words) ==
        "kcluster join 192.168.1.20:6443 --token abcdef.0123456789abcdef \\\n"
        "\t--discovery-token-ca-cert-hash sha256:1234");
  words.role = JoinWords::Role::control_plane;
  words.token = nullptr;
  words.certificate_key = std::make_shared<const Secret>("ffff");
  CHECK(join_command(words) ==
        "kcluster join 192.168.1.20:6443 --token <value withheld> \\\n"
        "\t--discovery-token-ca-cert-hash sha256:1234 \\\n"
        "\t--control-plane --certificate-key ffff");
}

}  // namespace kcluster
