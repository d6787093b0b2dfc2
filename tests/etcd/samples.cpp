#include "tests/etcd/samples.h"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "base/text.h"

namespace kcluster {
namespace {

struct Step {
  const char* name;
  void (*make)(const RealCluster&);
};

void put(const RealCluster& cluster, const std::string& key, const std::string& value) {
  REQUIRE(cluster.put(key, value) == 200);
}

void fresh(const RealCluster&) {}

void some(const RealCluster& cluster) {
  for (int i = 0; i < 12; ++i) put(cluster, fmt::format("/registry/pods/{}", i), "pod");
}

void leases(const RealCluster& cluster) {
  for (int i = 1; i <= 3; ++i) {
    cluster.gateway("/v3/lease/grant", {{"TTL", 36000}, {"ID", 7000 + i}});
    const auto key = base64(fmt::format("/registry/events/{}", i));
    cluster.gateway("/v3/kv/put", {{"key", key}, {"value", base64("event")}, {"lease", 7000 + i}});
  }
}

void deletes(const RealCluster& cluster) {
  for (const int i : {2, 3, 9})
    cluster.gateway("/v3/kv/deleterange", {{"key", base64(fmt::format("/registry/pods/{}", i))}});
  put(cluster, "/registry/pods/3", "again");
}

// several revisions of the same main number
void transactions(const RealCluster& cluster) {
  const auto put_of = [](const std::string& key) {
    return Json{{"requestPut", {{"key", base64(key)}, {"value", base64("in one")}}}};
  };
  const Json gone{{"requestDeleteRange", {{"key", base64("/registry/pods/1")}}}};
  cluster.gateway("/v3/kv/txn",
                  {{"success", {put_of("/registry/a"), put_of("/registry/b"), gone}}});
}

void many(const RealCluster& cluster) {
  for (int i = 0; i < 300; ++i)
    put(cluster, fmt::format("/registry/configmaps/{}", i % 100), std::string(i * 2, 'v'));
}

void compacted(const RealCluster& cluster) {
  cluster.gateway("/v3/kv/compaction", {{"revision", 200}, {"physical", true}});
  put(cluster, "/registry/pods/after", "compaction");
}

// the compacted revision itself is a deletion, which etcd keeps
void compacted_at_delete(const RealCluster& cluster) {
  const auto done = cluster.gateway("/v3/kv/deleterange", {{"key", base64("/registry/pods/5")}});
  const auto revision = std::stoll(done["header"]["revision"].get<std::string>());
  cluster.gateway("/v3/kv/compaction", {{"revision", revision}, {"physical", true}});
}

void large(const RealCluster& cluster) {
  for (int i = 0; i < 2; ++i)
    put(cluster, fmt::format("/registry/secrets/{}", i), std::string(1 << 20, 's'));
  put(cluster, std::string(20000, 'k'), "a long key");
  put(cluster, std::string("\x00\xff binary", 9), std::string("\x00\x01", 2));
}

void defragmented(const RealCluster& cluster) {
  cluster.etcd()->defragment(cluster.client_url("n1"));
}

void learner(const RealCluster& cluster) {
  cluster.etcd()->add_member({"https://127.0.0.1:1"}, Etcd::Role::learner);
}

void alarm(const RealCluster& cluster) {
  const auto id = cluster.etcd()->members(Etcd::Reading::linearizable).front().id;
  cluster.gateway("/v3/maintenance/alarm",
                  {{"action", "ACTIVATE"}, {"memberID", std::to_string(id)}, {"alarm", "NOSPACE"}});
}

void auth(const RealCluster& cluster) {
  const auto id = cluster.etcd()->alarms().front();
  cluster.etcd()->disarm(id);
  cluster.gateway("/v3/auth/user/add", {{"name", "root"}, {"password", "secret"}});
  cluster.gateway("/v3/auth/role/add", {{"name", "root"}});
  cluster.gateway("/v3/auth/user/grant", {{"user", "root"}, {"role", "root"}});
  cluster.gateway("/v3/auth/user/add", {{"name", "guest"}, {"password", "guest"}});
}

constexpr Step kSteps[] = {{"fresh", fresh},
                           {"some keys", some},
                           {"leases", leases},
                           {"deletes", deletes},
                           {"transactions", transactions},
                           {"many revisions", many},
                           {"compacted", compacted},
                           {"compacted at a deletion", compacted_at_delete},
                           {"large values", large},
                           {"defragmented", defragmented},
                           {"a learner", learner},
                           {"an alarm", alarm},
                           {"users and roles", auth}};

Sample save(const RealCluster& cluster, const std::string& name) {
  Sample made{name, (cluster.folder().path() / (name + ".db")).string(), {}};
  const auto etcd = cluster.etcd();
  made.hash = etcd->hash_kv(cluster.client_url("n1"), 0);
  made.hash.revision = etcd->revision(cluster.client_url("n1"));  // which 3.5 does not say
  cluster.ctl({"snapshot", "save", made.file});
  return made;
}

}  // namespace

void each_sample(EtcdLine line, const std::function<void(const Sample&)>& take) {
  const RealCluster cluster({"n1"}, line);
  for (const auto& step : kSteps) {
    step.make(cluster);
    take(save(cluster, step.name));
  }
}

Sample sample_named(const RealCluster& cluster, const std::string& name) {
  for (const auto& step : kSteps) {
    step.make(cluster);
    if (name == step.name) return save(cluster, name);
  }
  throw std::runtime_error("there is no sample " + name);
}

}  // namespace kcluster
