#include "phases/restored_files.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "host/memory_files.h"
#include "host/memory_stream.h"

namespace kcluster {
namespace {

/// An archive with those files, and its bytes.
struct Made {
  ArchiveSeen seen;
  std::string text;
  std::unique_ptr<FileBytes> bytes;
  MemoryFiles store;

  explicit Made(const std::vector<std::string>& names) {
    for (const auto& name : names) {
      tar::Entry entry;
      entry.name = name;
      entry.size = name.size();
      entry.offset = text.size();
      seen.files.push_back(entry);
      text += name;
    }
    store.write("/archive", text, {});
    bytes = store.open("/archive");
  }
};

std::vector<std::string> chosen(const std::vector<std::string>& names,
                                const std::string& configuration = {}) {
  const Made made(names);
  std::vector<std::string> paths;
  for (const auto* entry : cluster_files(made.seen, configuration))
    paths.push_back(archived_path(*entry)->string());
  return paths;
}

using Paths = std::vector<std::string>;

}  // namespace

TEST_CASE("authorities and the keys of tokens go with the cluster, a node's certificates do not") {
  CHECK(chosen({"files/etc/kubernetes/pki/ca.crt", "files/etc/kubernetes/pki/ca.key",
                "files/etc/kubernetes/pki/etcd/ca.key", "files/etc/kubernetes/pki/sa.key",
                "files/etc/kubernetes/pki/apiserver.crt", "files/etc/kubernetes/pki/etcd/peer.key",
                "files/etc/kubernetes/admin.conf", "files/etc/kubernetes/manifests/etcd.yaml",
                "files/var/lib/kubelet/config.yaml", "snapshot.db"}) ==
        Paths{"/etc/kubernetes/pki/ca.crt", "/etc/kubernetes/pki/ca.key",
              "/etc/kubernetes/pki/etcd/ca.key", "/etc/kubernetes/pki/sa.key"});
}

TEST_CASE("files that the configuration names go with it, others of the machine do not") {
  const Paths names{"files/etc/kubernetes/enc/enc.yaml", "files/etc/audit/policy.yaml",
                    "files/etc/cron.d/job"};
  CHECK(chosen(names, "extraArgs: [{name: audit-policy-file, value: /etc/audit/policy.yaml}]") ==
        Paths{"/etc/kubernetes/enc/enc.yaml", "/etc/audit/policy.yaml"});
}

TEST_CASE("a name that leads elsewhere is no path") {
  CHECK(chosen({"files/etc/kubernetes/../cron.d/job", "files/etc/kubernetes/./x", "files",
                "filesx/etc/kubernetes/x"})
            .empty());
}

TEST_CASE("another cluster's key is never written over, and then nothing is") {
  MemoryFiles files;
  files.write("/etc/kubernetes/pki/sa.key", "another", {});
  const Made made({"files/etc/kubernetes/pki/ca.key", "files/etc/kubernetes/pki/sa.key"});
  CHECK_THROWS_WITH(put_cluster_files(made.seen, *made.bytes, "", files, {}),
                    Catch::Contains("/etc/kubernetes/pki/sa.key is there already"));
  CHECK_FALSE(files.look("/etc/kubernetes/pki/ca.key"));
}

TEST_CASE("files come back with their modes, once") {
  MemoryFiles files;
  const Made made({"files/etc/kubernetes/pki/ca.key"});
  put_cluster_files(made.seen, *made.bytes, "", files, {});
  CHECK(files.read("/etc/kubernetes/pki/ca.key") == "files/etc/kubernetes/pki/ca.key");
  CHECK(files.look("/etc/kubernetes/pki/ca.key")->mode == 0600);
  const auto changes = files.changes().size();
  put_cluster_files(made.seen, *made.bytes, "", files, {});
  CHECK(files.changes().size() == changes);
}

}  // namespace kcluster
