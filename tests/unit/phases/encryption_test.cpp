#include "phases/encryption.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "encryption_world.h"
#include "phases/rest.h"
#include "tests/support/mortal_ports.h"

namespace kcluster {
namespace {

constexpr auto kEnable = EncryptionWish::enable, kRotate = EncryptionWish::rotate,
               kDisable = EncryptionWish::disable;
constexpr const char* kShared = "/api/v1/namespaces/kube-system/secrets/kubeadm-certs";
constexpr const char* kManifest = "/etc/kubernetes/manifests/kube-apiserver.yaml";

std::string only_form(const EncryptionWorld& world) {
  REQUIRE(world.forms().size() == 1);
  return *world.forms().begin();
}

std::string configuration(const EncryptionWorld& world) {
  return string_in(world.map("kubeadm-config"), "/data/ClusterConfiguration");
}

}  // namespace

TEST_CASE("on one control plane one run has all Secrets encrypted") {
  EncryptionWorld world(1);
  const auto outcome = world.run("control1", kEnable);
  CHECK(outcome.finished);
  CHECK(outcome.rewritten == 3);
  CHECK(only_form(world).starts_with("k8s:enc:secretbox:v1:key-"));
  CHECK(outcome.form == only_form(world));
  auto& files = world.node("control1").files;
  CHECK(files.look(paths::encryption_config)->mode == 0600);
  CHECK(files.look(paths::encryption)->mode == 0700);
  CHECK_THAT(*files.read(kManifest), Catch::Contains("--encryption-provider-config="));
  CHECK_THAT(configuration(world), Catch::Contains("encryption-provider-config"));
  CHECK(world.map("kcluster-encryption").is_null());
}

TEST_CASE("a second run changes nothing") {
  EncryptionWorld world(1);
  world.run("control1", kEnable);
  const auto changes = world.node("control1").files.changes().size();
  const auto sent = world.http->sent().size();
  const auto again = world.run("control1", kEnable);
  CHECK(again.finished);
  CHECK(again.rewritten == 0);
  CHECK(world.node("control1").files.changes().size() == changes);
  CHECK(world.http->sent().size() == sent);
}

TEST_CASE("what came back in plain is rewritten by another enable") {
  EncryptionWorld world(1);
  world.run("control1", kEnable);
  world.etcd->cluster.values["/registry/secrets/default/b"] = "k8s in plain";
  CHECK(world.run("control1", kEnable).rewritten == 1);
  CHECK(world.forms().size() == 1);
}

TEST_CASE("a rotation leaves the new key alone") {
  EncryptionWorld world(1);
  world.run("control1", kEnable);
  const auto old = only_form(world);
  world.clock.advance(Seconds(60));
  CHECK(world.run("control1", kRotate, "aescbc").rewritten == 3);
  CHECK(only_form(world).starts_with("k8s:enc:aescbc:v1:key-"));
  const auto left = present_encryption(world.node("control1").files);
  REQUIRE(left.size() == 2);
  CHECK(stored_form(left.front()) == only_form(world));
  CHECK(left.back().kind == "identity");
  CHECK(old != only_form(world));
}

TEST_CASE("disabling leaves the node and the configuration as they were") {
  EncryptionWorld world(1);
  auto& files = world.node("control1").files;
  const auto manifest = one_mapping(*files.read(kManifest), "pod");
  const auto stored = configuration(world);
  world.run("control1", kEnable);
  const auto outcome = world.run("control1", kDisable);
  CHECK(outcome.finished);
  CHECK(only_form(world).empty());
  CHECK_FALSE(files.look(paths::encryption));
  CHECK(*manifest == *one_mapping(*files.read(kManifest), "pod"));
  CHECK_THAT(configuration(world), !Catch::Contains("encryption"));
  CHECK(world.run("control1", kDisable).rewritten == 0);
}

// that no API server ever writes what another cannot read is checked at each write
TEST_CASE("several control planes are led through the rounds by what each run says") {
  EncryptionWorld world(3);
  CHECK(world.run_all(kEnable) == 5);
  CHECK(only_form(world).starts_with("k8s:enc:secretbox"));
  world.clock.advance(Seconds(60));
  CHECK(world.run_all(kRotate) == 7);
  const auto file = *world.node("control1").files.read(paths::encryption_config);
  for (const auto& node : world.nodes) CHECK(node->files.read(paths::encryption_config) == file);
  CHECK(read_encryption(file, "file").size() == 2);
  CHECK(world.run_all(kDisable) == 5);
  CHECK(only_form(world).empty());
  for (const auto& node : world.nodes) CHECK_FALSE(node->files.look(paths::encryption));
}

TEST_CASE("a run where others are due first says so and changes nothing") {
  EncryptionWorld world(2);
  const auto first = world.run("control1", kEnable);
  CHECK_FALSE(first.finished);
  CHECK(first.round == "read");
  CHECK(first.nodes == std::vector<std::string>{"control2"});
  const auto changes = world.node("control1").files.changes().size();
  CHECK(world.run("control1", kEnable).nodes == first.nodes);
  CHECK(world.node("control1").files.changes().size() == changes);
  CHECK(only_form(world).empty());
}

TEST_CASE("keys never lie in the cluster in the open") {
  EncryptionWorld world(2);
  world.run("control1", kEnable);
  const auto key = present_encryption(world.node("control1").files)[1].key->reveal();
  CHECK(world.map("kcluster-encryption")["data"]["change"] == "enable");
  for (const auto& sent : world.http->sent())
    CHECK_THAT(sent.request.body, !Catch::Contains(key));
  world.node("control2").files.write("/etc/kubernetes/pki/sa.key", "another", {0600});
  CHECK_THROWS_WITH(world.run("control2", kEnable), Catch::Contains("another sa.key"));
}

TEST_CASE("one change at a time, and none for what cannot be") {
  EncryptionWorld world(2);
  CHECK_THROWS_WITH(world.run("control1", kRotate), Catch::Contains("no key to rotate"));
  world.run("control1", kEnable);
  CHECK_THROWS_WITH(world.run("control2", kDisable), Catch::Contains("under way: enable"));
  CHECK_THROWS_WITH(world.run("control2", kEnable, "aesgcm"), Catch::Contains("to secretbox"));
  world.run_all(kEnable);
  CHECK_THROWS_WITH(world.run("control1", kEnable, "aesgcm"), Catch::Contains("already"));
}

TEST_CASE("an API server that does not answer ends it before anything is changed") {
  EncryptionWorld world(2);
  world.silent.insert(world.node("control2").url());
  CHECK_THROWS_WITH(world.run("control1", kEnable),
                    Catch::Contains("control2") && Catch::Contains("connection refused"));
  CHECK_FALSE(world.node("control1").files.look(paths::encryption));
}

TEST_CASE("what was shared before a change brings no control plane into it") {
  EncryptionWorld world(2);
  world.run_all(kEnable);
  world.http->put(kShared, {{"kind", "Secret"}, {"metadata", {{"name", "kubeadm-certs"}}}});
  world.clock.advance(Seconds(60));
  const Client api(world.http);
  CHECK_NOTHROW(refuse_during_encryption_change(api));
  CHECK_FALSE(world.run("control1", kRotate).finished);
  CHECK_FALSE(world.http->object(kShared));
  CHECK_THROWS_WITH(refuse_during_encryption_change(api), Catch::Contains("no control plane can"));
  world.run_all(kRotate);
  CHECK_NOTHROW(refuse_during_encryption_change(api));
}

TEST_CASE("a control plane whose etcd is announced already is waited for") {
  EncryptionWorld world(1);
  world.node("control1").files.write("/etc/kubernetes/manifests/etcd.yaml", "kind: Pod\n", {0600});
  world.etcd->cluster.members.push_back({0xa2, "", {"https://192.168.1.21:2380"}, {}, true});
  CHECK_THROWS_WITH(world.run("control1", kEnable), Catch::Contains("a control plane is joining"));
  CHECK(world.map("kcluster-encryption").is_null());
  world.etcd->cluster.members.pop_back();
  CHECK(world.run("control1", kEnable).finished);
}

TEST_CASE("a change that was begun for one API server alone begins anew where a second came") {
  EncryptionWorld world(2);
  const auto fresh = make_encryption_key("secretbox", Time(Seconds(1)));
  const auto key = encryption_sealing_key("/etc/kubernetes/pki/sa.key",
                                          world.node("control1").files);
  Client api(world.http);
  begin_encryption_change({kEnable, encryption_rounds(kEnable, {}, fresh, 1)}, key, api);
  CHECK_THROWS_WITH(world.run("control1", kEnable), Catch::Contains("joined meanwhile"));
  CHECK(only_form(world).empty());
  CHECK(world.run_all(kEnable) == 3);
}

TEST_CASE("control planes that differ are not changed further") {
  EncryptionWorld world(2);
  world.run_all(kEnable);
  world.node("control2").files.write(
      paths::encryption_config,
      encryption_text({make_encryption_key("aesgcm", Time(Seconds(1))), identity_provider()})
          .reveal(),
      {0600});
  for (int i = 0; i < 3; ++i) world.node("control2").look_at_file();
  CHECK_THROWS_WITH(world.run("control1", kRotate),
                    Catch::Contains("the API server of control2 uses another"));
}

TEST_CASE("a configuration of somebody else's is left alone") {
  EncryptionWorld world(1);
  auto& files = world.node("control1").files;
  auto text = *files.read(kManifest);
  text.replace(text.find("    - --service"), 0, "    - --encryption-provider-config=/etc/x.yaml\n");
  files.write(kManifest, text, {0600});
  CHECK_THROWS_WITH(present_encryption(files), Catch::Contains("/etc/x.yaml"));
}

TEST_CASE("a first control plane makes its key once") {
  MemoryFiles files;
  make_encryption_file("aesgcm", files, Time(Seconds(1)));
  const auto text = *files.read(paths::encryption_config);
  const auto made = read_encryption(text, "file");
  REQUIRE(made.size() == 2);
  CHECK(made.front().kind == "aesgcm");
  CHECK(files.look(paths::encryption_config)->mode == 0600);
  CHECK(files.look(paths::encryption)->mode == 0700);
  const auto changes = files.changes().size();
  make_encryption_file("secretbox", files, Time(Seconds(2)));
  CHECK(files.changes().size() == changes);
  files.write(paths::encryption_config, "odd", {0600});
  CHECK_THROWS_AS(make_encryption_file("secretbox", files, Time(Seconds(3))), Error);
}

TEST_CASE("a Secret that is written meanwhile is tried again") {
  EncryptionWorld world(1);
  world.conflicts = 2;
  CHECK(world.run("control1", kEnable).rewritten == 3);
  CHECK(world.forms().size() == 1);
}

TEST_CASE("a run that is cut off anywhere is gone on with by the next") {
  for (const auto wish : {kEnable, kRotate, kDisable})
    for (const auto tear : {Tear::before, Tear::after})
      for (unsigned last = 1;; ++last) {
        INFO(name_of(wish) << " " << last);
        EncryptionWorld world(1);
        auto& here = world.node("control1");
        if (wish != kEnable) world.run("control1", kEnable);
        world.clock.advance(Seconds(60));
        const auto life = std::make_shared<Life>(last, tear);
        MortalFiles files(here.files, life);
        MortalSystem system(here.system, life);
        const auto dial = world.dial();
        const Dial mortal = [&](const Endpoint& to) -> std::shared_ptr<Http> {
          return std::make_shared<MortalHttp>(dial(to), life);
        };
        const bool cut =
            crashes([&] { world.run("control1", wish, files, system, mortal); });
        recover(here.files, here.system);
        if (cut && !(wish == kRotate && world.map("kcluster-encryption").is_null()))
          CHECK(world.run("control1", wish).finished);
        CHECK(world.forms().size() == 1);
        CHECK(only_form(world).empty() == (wish == kDisable));
        CHECK(here.files.look(paths::encryption).has_value() == (wish != kDisable));
        if (!cut) break;
      }
}

}  // namespace kcluster
