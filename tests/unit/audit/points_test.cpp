#include "audit/points.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "audit/checks.h"
#include "kubernetes/paths.h"
#include "tests/unit/audit/recorded.h"

namespace kcluster {
namespace {

using Result = AuditPoint::Result;

AuditPoint point(const AuditEvidence& seen, std::string_view id) {
  for (auto& each : audit(seen))
    if (each.id == id) return each;
  FAIL("there is no point " << id);
  return {};
}

Result weight(std::string_view id) {
  for (const auto& section : audit_table())
    for (const auto& row : section.rows)
      if (row.id == id)
        return row.weight == AuditRow::Weight::fail ? Result::fail : Result::warning;
  return Result::unseen;
}

std::set<std::string> ids_with(const AuditEvidence& seen, Result result) {
  std::set<std::string> ids;
  for (const auto& each : audit(seen))
    if (each.result == result) ids.insert(each.id);
  return ids;
}

}  // namespace

TEST_CASE("every point passes on a sound node") {
  for (const auto& each : audit(sound_evidence())) {
    INFO(each.id << " " << each.title);
    for (const auto& line : each.verdict.seen) UNSCOPED_INFO(line);
    CHECK(each.result == Result::pass);
    CHECK_FALSE(each.verdict.seen.empty());
    CHECK(each.verdict.remedy.empty());
    CHECK(each.verdict.paste.empty());
  }
}

TEST_CASE("every point fails by evidence that was recorded for it, and tells what to do") {
  std::set<std::string> failed;
  for (const auto& recorded : spoiled_evidence()) {
    INFO(recorded.id);
    auto seen = sound_evidence();
    recorded.spoil(seen);
    const auto found = point(seen, recorded.id);
    CHECK(found.result == weight(recorded.id));
    REQUIRE_FALSE(found.verdict.seen.empty());
    CHECK_FALSE(found.verdict.seen.front().empty());
    CHECK_FALSE(found.verdict.remedy.empty());
    CHECK_FALSE(found.verdict.paste.empty());
    CHECK(found.verdict.paste.ends_with("\n"));
    failed.insert(recorded.id);
  }
  for (const auto& each : audit(sound_evidence())) {
    INFO(each.id);
    CHECK(failed.contains(each.id));
  }
}

TEST_CASE("at least forty-five points are known, each by one number, with a reason") {
  std::set<std::string> ids;
  for (const auto& each : audit(sound_evidence())) {
    INFO(each.id);
    CHECK(ids.insert(each.id).second);
    CHECK_FALSE(each.why.empty());
    CHECK(each.title.size() <= 60);  // a line of the table
  }
  CHECK(ids.size() >= 45);
}

TEST_CASE("a file that is too wide is named with its mode, and so is the command that mends it") {
  auto seen = sound_evidence();
  file(seen, paths::admin_conf).mode = 0644;
  const auto found = point(seen, "1.1.13");
  CHECK(found.verdict.seen == std::vector<std::string>{"/etc/kubernetes/admin.conf: mode 0644"});
  CHECK(found.verdict.paste == "chmod 600 /etc/kubernetes/admin.conf\n");
}

TEST_CASE("a path that a shell would break is quoted") {
  auto seen = sound_evidence();
  file(seen, seen.pki + "/$(reboot).key").mode = 0666;
  CHECK(point(seen, "1.1.21").verdict.paste == "chmod 600 '/etc/kubernetes/pki/$(reboot).key'\n");
}

TEST_CASE("a stricter mode passes, and what is not there needs none") {
  auto seen = sound_evidence();
  file(seen, paths::admin_conf).mode = 0400;
  seen.files.erase(proxy_kubeconfig);
  CHECK(point(seen, "1.1.13").result == Result::pass);
  CHECK(point(seen, "4.1.3").result == Result::not_applicable);
}

TEST_CASE("a folder that cannot be read hides nothing: a file that is known to be wrong fails") {
  auto seen = sound_evidence();
  file(seen, seen.pki).fault = "permission denied";
  CHECK(point(seen, "1.1.21").result == Result::unseen);
  file(seen, seen.pki + "/ca.key").mode = 0644;
  CHECK(point(seen, "1.1.21").result == Result::fail);
}

TEST_CASE("on a worker only the node's part applies") {
  auto seen = sound_evidence();
  seen.role = AuditEvidence::Role::worker;
  seen.cluster = {};
  seen.cluster.unneeded = "asked elsewhere";
  for (const auto& each : audit(seen)) {
    INFO(each.id);
    const bool own = each.id.starts_with("4.1") || each.id.starts_with("4.2") || each.id == "5.3.1";
    CHECK(each.result == (own ? Result::pass : Result::not_applicable));
  }
}

TEST_CASE("a machine in no cluster is asked nothing") {
  AuditEvidence seen;
  seen.cluster.unneeded = "in none";
  for (const auto& each : audit(seen)) CHECK(each.result == Result::not_applicable);
}

TEST_CASE("with the API silent the node's part is told, and why the rest is not") {
  auto seen = sound_evidence();
  seen.cluster = {};
  seen.cluster.silence = "connection refused";
  const auto unseen = ids_with(seen, Result::unseen);
  CHECK(unseen == std::set<std::string>{"3.1.3", "4.3.1", "5.1.1", "5.1.3", "5.1.5", "5.1.6",
                                        "5.1.7", "5.2.1"});
  CHECK(point(seen, "5.1.1").verdict.seen.front() == "connection refused");
  CHECK(point(seen, "1.2.15").result == Result::pass);
}

TEST_CASE("who may not list roles is told so at those points alone") {
  auto seen = sound_evidence();
  seen.cluster.boundless_roles = {std::nullopt, "forbidden", false};
  CHECK(ids_with(seen, Result::unseen) == std::set<std::string>{"5.1.3"});
}

TEST_CASE("a manifest that cannot be read leaves its flags unseen, not passed or failed") {
  auto seen = sound_evidence();
  seen.apiserver = {"kube-apiserver", "there is no such manifest", {}, 0};
  for (const auto& each : audit(seen))
    if (each.id.starts_with("1.2.") && each.id != "1.2.28") {
      INFO(each.id);
      CHECK(each.result == Result::unseen);
    }
}

TEST_CASE("etcd on other machines is not this node's business") {
  auto seen = sound_evidence();
  seen.external_etcd = true;
  seen.etcd = {"etcd", "", {}, 0};
  for (const auto* id : {"1.1.11", "1.1.12", "2.1", "2.7"})
    CHECK(point(seen, id).result == Result::not_applicable);
}

TEST_CASE("strangers are let to health and cluster-info alone") {
  auto seen = sound_evidence();
  auto& anonymous = seen.authentication->root["anonymous"];
  anonymous["conditions"].push_back(
      {{"path", "/api/v1/namespaces/kube-public/configmaps/cluster-info"}});
  CHECK(point(seen, "1.2.1").result == Result::pass);
  anonymous["conditions"].push_back({{"path", "/metrics"}});
  CHECK(point(seen, "1.2.1").result == Result::warning);
  anonymous = {{"enabled", false}};
  CHECK(point(seen, "1.2.1").result == Result::pass);
  seen.authentication->root.erase("anonymous");
  CHECK(point(seen, "1.2.1").result == Result::warning);
  give(seen.apiserver, "anonymous-auth", "false");
  CHECK(point(seen, "1.2.1").result == Result::pass);
  seen.authentication->fault = "no such file";
  CHECK(point(seen, "1.2.1").result == Result::unseen);
}

TEST_CASE("a structured authorization takes the modes' place") {
  auto seen = sound_evidence();
  give(seen.apiserver, "authorization-mode", "");
  CHECK(point(seen, "1.2.6").result == Result::fail);  // it means AlwaysAllow
  seen.authorization = {"/etc/kubernetes/authorization.yaml", "",
                        Json::parse(R"({"authorizers": [{"type": "Node"}, {"type": "RBAC"}]})")};
  for (const auto* id : {"1.2.6", "1.2.7", "1.2.8"}) CHECK(point(seen, id).result == Result::pass);
  seen.authorization->root["authorizers"].erase(0);
  CHECK(point(seen, "1.2.7").result == Result::fail);
}

TEST_CASE("a plugin that is to be added keeps the others") {
  auto seen = sound_evidence();
  give(seen.apiserver, "enable-admission-plugins", "NodeRestriction,EventRateLimit");
  CHECK_THAT(point(seen, "1.2.11").verdict.paste,
             Catch::Contains("NodeRestriction,EventRateLimit,AlwaysPullImages"));
}

TEST_CASE("the kubelet's flags go before its file, and are named") {
  auto seen = sound_evidence();
  seen.kubelet.flags.set("anonymous-auth", "true");
  const auto found = point(seen, "4.2.1");
  CHECK(found.result == Result::fail);
  CHECK(found.verdict.seen.front() == "--anonymous-auth=true, by its process");
  CHECK_THAT(found.verdict.remedy, Catch::Contains("take --anonymous-auth out"));
}

TEST_CASE("strong suites pass as well as TLS 1.3") {
  auto seen = sound_evidence();
  give(seen.apiserver, "tls-min-version", "");
  give(seen.apiserver, "tls-cipher-suites", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  CHECK(point(seen, "1.2.29").result == Result::pass);
  give(seen.apiserver, "tls-cipher-suites", "TLS_RSA_WITH_AES_128_CBC_SHA");
  CHECK(point(seen, "1.2.29").verdict.seen.front() == "weak: TLS_RSA_WITH_AES_128_CBC_SHA");
}

TEST_CASE("what is to be pasted may stand further right, as the table shows it") {
  for (const auto& recorded : spoiled_evidence()) {
    INFO(recorded.id);
    auto seen = sound_evidence();
    recorded.spoil(seen);
    CHECK(point(seen, recorded.id).verdict.paste.find("<<") == std::string::npos);
  }
}

TEST_CASE("a scheduler that has a file is not judged by its flags") {
  auto seen = sound_evidence();
  give(seen.scheduler, "config", "/etc/kubernetes/scheduler.yaml");
  CHECK(point(seen, "1.4.1").result == Result::unseen);
}

TEST_CASE("keys that a configuration of encryption has are nowhere in the evidence") {
  CHECK(point(sound_evidence(), "1.2.28").verdict.seen.front() ==
        "/etc/kubernetes/encryption.yaml: secrets by secretbox, identity");
}

}  // namespace kcluster
